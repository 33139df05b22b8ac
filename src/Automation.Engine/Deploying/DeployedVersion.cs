namespace Automation;

/// <summary>A version of a rule that has live runs, compared with the rules that are deployed.</summary>
public sealed record DeployedVersion
{
    /// <summary>The rule.</summary>
    public required string Rule { get; init; }

    /// <summary>The content hash of the version.</summary>
    public required string RuleHash { get; init; }

    /// <summary>The scope of a stored rule; null for a rule of the host's, whose runs of all scopes count together.</summary>
    public required string? Scope { get; init; }

    /// <summary>How many runs of it have not ended.</summary>
    public required int Runs { get; init; }

    /// <summary>How they get on with this build.</summary>
    public required DeploymentMatch Match { get; init; }

    /// <summary>What is missing, and the way out; null unless <see cref="DeploymentMatch.Orphan"/>.</summary>
    public string? Reason { get; init; }

    /// <summary>One of the runs that cannot go on; null unless <see cref="DeploymentMatch.Orphan"/>.</summary>
    public RunId? Example { get; init; }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Match}: {Runs} live {(Runs == 1 ? "run" : "runs")} of rule '{Rule}'{(Scope is null ? "" : $" of scope '{Scope}'")}, version {RuleHash}{(Reason is null ? "." : $": {Reason}")}";
}
