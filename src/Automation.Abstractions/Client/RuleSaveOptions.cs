namespace Automation;

/// <summary>What may be said about the saving of a rule.</summary>
public sealed record RuleSaveOptions
{
    /// <summary>Who saves it; recorded with the version; cut off after <see cref="TextLimits.AuthorBytes"/>.</summary>
    /// <value>Null, the default: not said.</value>
    public string? Author { get; init; }

    /// <summary>
    /// The version that the caller has seen and means to replace, so that two who edit at the same time do not undo each other; 0 when the rule must not exist yet. A copy and a rule that is made of a
    /// template are new always, and take 0 only.
    /// </summary>
    /// <value>Null, the default: whatever is there.</value>
    public int? ExpectedVersion { get; init; }

    /// <summary>Whether the rule is switched off in the transaction that saves it, so that there is no moment in which it runs: a new one, and one that is there, also when it is saved already as it is.</summary>
    /// <value>
    /// The default is false: a new rule is switched on, unless it <see cref="RuleSettings.AwaitsPreview">awaits its preview</see>, and one that is there stays as it is. <see cref="IRuleHandle.EnableAsync"/> switches it on.
    /// </value>
    public bool Disabled { get; init; }
}
