using System.Globalization;
using System.Text.Json;
using Automation.Json;
using Automation.Storage;

namespace Automation.Running;

/// <summary>The words of an override, and how they travel to the runs about the subject.</summary>
internal static class PausedRun
{
    public static SignalRecord SignalOf(SubjectOverride standing) => new(SubjectOverrides.Pause, JsonSerializer.SerializeToUtf8Bytes(Describe(standing)), standing.At);

    public static string ReasonOf(SignalRecord pause) => $"Waiting: {JsonElement.Parse(pause.Body.Span).GetString()} Release the subject, and the run goes on by itself; or cancel the run.";

    /// <summary>Who has the subject in hand, since when, and why.</summary>
    public static string Describe(SubjectOverride standing)
    {
        var who = standing.Author is null ? "Somebody" : $"'{standing.Author}'";
        var why = standing.Reason is null ? "." : $": {standing.Reason.TrimEnd('.')}.";
        return string.Create(CultureInfo.InvariantCulture, $"{who} has subject '{standing.Subject}' in hand since {Instant.Text(standing.At)}{why}");
    }
}
