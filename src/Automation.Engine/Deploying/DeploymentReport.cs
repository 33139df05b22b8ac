namespace Automation;

/// <summary>The live runs of a store, compared with the rules of a build.</summary>
public sealed record DeploymentReport
{
    /// <summary>The versions that have live runs, those with orphans first.</summary>
    public required IReadOnlyList<DeployedVersion> Versions { get; init; }

    /// <summary>Whether all live runs were looked at; false when there are more than <see cref="DeploymentCheckOptions.MaxRuns"/>.</summary>
    public required bool Complete { get; init; }

    /// <summary>Whether there is a store: false where the file or the tables are not there yet. Then there are no runs, or the check looked in the wrong place; nothing was created.</summary>
    public bool StoreFound { get; init; } = true;

    /// <summary>Whether some runs cannot go on with this build.</summary>
    public bool HasOrphans => Versions.Any(version => version.Match == DeploymentMatch.Orphan);

    /// <summary>One line for each version, for people and logs.</summary>
    public override string ToString() =>
        !StoreFound ? "There is no store here yet; nothing was created. Where one should be, look at its path or its connection string."
        : (Versions.Count == 0 ? "There are no live runs." : string.Join(Environment.NewLine, Versions)) + (Complete ? "" : $"{Environment.NewLine}There are more runs than were looked at.");
}
