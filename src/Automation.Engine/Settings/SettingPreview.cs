namespace Automation.Settings;

/// <summary>Which definition of a stored rule somebody has seen a preview of. The names are stored.</summary>
internal sealed record SettingPreview
{
    /// <summary>The definition's content hash.</summary>
    public required string Hash { get; init; }

    public required DateTimeOffset At { get; init; }

    public string? By { get; init; }
}
