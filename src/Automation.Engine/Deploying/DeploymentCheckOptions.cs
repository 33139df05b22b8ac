namespace Automation;

/// <summary>How thoroughly live runs are compared with the deployed rules.</summary>
public sealed record DeploymentCheckOptions
{
    /// <summary>How many live runs are looked at, the oldest first.</summary>
    /// <value>The default is 1,000,000.</value>
    public int MaxRuns { get; init; } = 1_000_000;

    /// <summary>Of how many runs of a changed version the history is read, to see whether they can go on with the changed code.</summary>
    /// <value>The default is 1,000: the oldest ones.</value>
    public int MaxRunsPerVersion { get; init; } = 1000;
}
