using System.Text.Json;
using Automation.Debouncing;
using Automation.Json;
using Automation.Running.Machine;
using Automation.Storage;

namespace Automation.Intake;

internal sealed partial class EventIntake
{
    /// <summary>The stored type of the events that end a series.</summary>
    internal const string DebouncedType = "automation.debounced";

    /// <summary>Ends a series: the event that says so, its run or why there is none, and the end of the series are stored in one transaction.</summary>
    public Task<AcceptStatus> EndSeriesAsync(DueSeries due) => calls.DoAsync(() => DecideAsync(due, Refusals.None), CancellationToken.None);

    private async Task<AcceptStatus> DecideAsync(DueSeries due, Refusals refusals)
    {
        var record = due.Record;
        var now = time.GetUtcNow();
        var id = new AutomationEventId(record.RunId.Value);
        var @event = new EventRecord
        {
            Id = id,
            Scope = record.Scope,
            Type = DebouncedType,
            Subject = record.Key.Length == 0 ? null : record.Key,
            Payload = JsonSerializer.SerializeToUtf8Bytes(due.Period, AutomationJson.Default),
            At = now,
            Cause = due.Last?.Cause,
            Root = due.Last?.Root ?? id,
            Depth = due.Last?.Depth ?? 0,
        };
        var bounds = await zones.BoundsAsync(record.Scope, options).ConfigureAwait(false);
        var link = new ChainLink(@event.Root, @event.Depth);
        var first = await chains.FirstRunsAsync(@event.Scope, link).ConfigureAwait(false);
        var decided = await matcher.MatchAsync(due, now, await zones.FindAsync(record.Scope).ConfigureAwait(false), bounds, refusals).ConfigureAwait(false);
        var result = await acceptances.StoreAsync(
            new AcceptOperation
            {
                Scope = record.Scope,
                ScopeVersion = due.Index?.Version,
                SharedVersion = due.Index?.SharedVersion,
                MaxRunsPerRoot = chains.MostOf(link, decided.Runs.Count, bounds),
                FirstRunsOfRoot = first,
                Event = @event with { Verdicts = decided.Verdicts },
                Runs = decided.Runs,
                Debounced = due.End,
            },
            decided).ConfigureAwait(false);
        if (result.Status == AcceptStatus.Accepted)
        {
            series.Forget(record.Scope, record.Rule, record.Key, record.RunId);
        }

        return Refusals.IsOne(result.Status) ? await DecideAsync(due, refusals.With(result)).ConfigureAwait(false) : result.Status;
    }
}
