namespace Automation;

/// <summary>The live runs of a store, compared with the rules of a build.</summary>
public sealed record DeploymentReport
{
    /// <summary>The versions that have live runs, those with orphans first.</summary>
    public required IReadOnlyList<DeployedVersion> Versions { get; init; }

    /// <summary>Whether all live runs were looked at; false when there are more than <see cref="DeploymentCheckOptions.MaxRuns"/>.</summary>
    public required bool Complete { get; init; }

    /// <summary>Whether some runs cannot go on with this build.</summary>
    public bool HasOrphans => Versions.Any(version => version.Match == DeploymentMatch.Orphan);

    /// <summary>One line for each version, for people and logs.</summary>
    public override string ToString() =>
        (Versions.Count == 0 ? "There are no live runs." : string.Join(Environment.NewLine, Versions)) + (Complete ? "" : $"{Environment.NewLine}There are more runs than were looked at.");
}
