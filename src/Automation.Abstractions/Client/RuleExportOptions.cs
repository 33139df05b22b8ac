namespace Automation;

/// <summary>What may be said about an export of rules.</summary>
public sealed record RuleExportOptions
{
    /// <summary>Whether what the scope sets for each rule goes along: opt-in, pause, parameters, guards, and who switched it off. <see cref="IStoredRules.ImportAsync"/> then sets it for rules that are new.</summary>
    /// <value>The default is false: the rules only, and whether they are switched on.</value>
    /// <remarks>Previews that are recorded stay behind, and so do overrides that do not count (<see cref="RuleSettings.Drift"/>), pauses that are over, and the settings of rules that this build cannot read.</remarks>
    public bool Settings { get; init; }
}
