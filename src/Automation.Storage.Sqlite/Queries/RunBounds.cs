namespace Automation.Storage;

/// <summary>Small decisions of the lists.</summary>
internal static class RunBounds
{
    /// <summary>Stands behind every id: longer, and nothing but the greatest byte.</summary>
    public static ReadOnlySpan<byte> BehindAll => [255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255];

    public static RunStatus StatusOf(StoredRunSummary summary) => summary.Live?.State.ToRunStatus() ?? summary.EndStatus!.Value;
}
