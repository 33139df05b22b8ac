namespace Automation.KillHost;

/// <summary>How long steps take about; their lines in the ledger come in the middle.</summary>
public sealed record Pace(TimeSpan Step)
{
    /// <summary>Each step has a length of its own, half to one and a half, so that runs do not go in step with each other.</summary>
    public TimeSpan Of(string key) => Step * (0.5 + ((uint)StringComparer.Ordinal.GetHashCode(key) % 100 / 100.0));
}
