using System.Text.Json;

namespace Automation.Storage;

/// <summary>An event that is old enough to be deleted.</summary>
internal sealed record OldEvent(Guid Id, bool HasSubject, DateTimeOffset At, ReadOnlyMemory<byte> Verdicts)
{
    /// <summary>The runs that it started or took part in; null when that cannot be read.</summary>
    public IReadOnlyList<RunId>? Runs()
    {
        try
        {
            return VerdictJson.ReadRuns(Verdicts);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
