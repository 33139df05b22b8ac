using Automation.Json;

namespace Automation.Settings;

/// <summary>Who set something for a rule, when and why. The names are stored.</summary>
internal sealed record SettingMark
{
    public required DateTimeOffset At { get; init; }

    public string? By { get; init; }

    public string? Reason { get; init; }

    /// <summary>For a pause: when it is over; null for when somebody resumes the rule.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>A sentence for verdicts and parked runs.</summary>
    /// <param name="word">What was done: <c>Paused</c>.</param>
    /// <param name="lasts">For how long, with a space before it.</param>
    public string Describe(string word, string lasts = "") =>
        $"{word}{(By is null ? "" : $" by {By}")} since {Instant.Text(At)}{lasts}{(Reason is null ? "." : $": {Reason}")}";

    /// <summary>What it stops, as people see it.</summary>
    public RuleStop Stop(RuleStopKind kind, string detail) => new() { Kind = kind, Since = At, Author = By, Reason = Reason, Detail = detail };

    public string DescribePause() => Describe("Paused", Until is { } until ? $" until {Instant.Text(until)}" : " until somebody resumes it");
}
