namespace Automation;

/// <summary>What a rule did in a scope, by the history that is kept.</summary>
public sealed record RuleActivity
{
    /// <summary>The run that was created last, whenever that was; null when there is none, or retention deleted it.</summary>
    public RunSummary? LastRun { get; init; }

    /// <summary>How many runs were created within <see cref="RuleQuery.ActivityWithin"/>, by where they stand now. A status that none has is not in it.</summary>
    public required IReadOnlyDictionary<RunStatus, long> Runs { get; init; }
}
