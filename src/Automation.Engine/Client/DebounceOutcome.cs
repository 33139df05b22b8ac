using Automation.Json;
using Automation.Storage;

namespace Automation.Client;

/// <summary>Says of events that wait for quiet when they are due, or what became of the run that their verdicts name.</summary>
internal static class DebounceOutcome
{
    public static async Task<EventRecord?> FindEventAsync(IAutomationStore store, string scope, AutomationEventId eventId, CancellationToken cancellationToken)
    {
        var found = await store.FindEventAsync(scope, eventId, cancellationToken).ConfigureAwait(false);
        if (found is null || !found.Verdicts.Any(Waits))
        {
            return found;
        }

        var waiting = await WaitingAsync(store, scope, found.Verdicts, cancellationToken).ConfigureAwait(false);
        var verdicts = found.Verdicts.ToArray();
        for (var i = 0; i < verdicts.Length; i++)
        {
            if (verdicts[i] is { Reason: VerdictReason.Debounced, RunId: { } run })
            {
                // The event that ends a series has the id of its run.
                verdicts[i] = verdicts[i] with
                {
                    Detail = waiting.TryGetValue(run, out var series) ? Describe(series)
                        : Describe(await store.FindEventAsync(scope, new AutomationEventId(run.Value), cancellationToken).ConfigureAwait(false)),
                };
            }
        }

        return found with { Verdicts = verdicts };
    }

    /// <summary>The same for a page of events, as far as they wait still.</summary>
    public static async Task<Page<EventSummary, AutomationEventId>> ShowAsync(
        IAutomationStore store, string scope, Page<EventSummary, AutomationEventId> page, CancellationToken cancellationToken)
    {
        var waiting = await WaitingAsync(store, scope, page.Items.SelectMany(@event => @event.Verdicts), cancellationToken).ConfigureAwait(false);
        return waiting.Count == 0 ? page : page with { Items = [.. page.Items.Select(@event => @event with { Verdicts = [.. @event.Verdicts.Select(Show)] })] };

        Verdict Show(Verdict verdict) => Waits(verdict) && waiting.TryGetValue(verdict.RunId!.Value, out var series) ? verdict with { Detail = Describe(series) } : verdict;
    }

    public static DebouncedRun Show(DebounceRecord series) => new()
    {
        RunId = series.RunId,
        Rule = series.Rule,
        Subject = series.Key.Length == 0 ? null : series.Key,
        DueAt = series.DueAt,
        Until = series.Until,
        FirstAt = series.FirstAt,
        Events = series.Events,
        FirstEventId = series.FirstEventId,
        LastEventId = series.LastEventId,
    };

    private static async Task<Dictionary<RunId, DebounceRecord>> WaitingAsync(IAutomationStore store, string scope, IEnumerable<Verdict> verdicts, CancellationToken cancellationToken)
    {
        var runs = verdicts.Where(Waits).Select(verdict => verdict.RunId!.Value).Distinct().ToArray();
        return runs.Length == 0 ? []
            : (await store.ListDebouncesAsync(scope, new DebounceFilter { Runs = runs, Limit = runs.Length }, cancellationToken).ConfigureAwait(false)).ToDictionary(series => series.RunId);
    }

    private static bool Waits(Verdict verdict) => verdict is { Reason: VerdictReason.Debounced, RunId: not null };

    private static string Describe(DebounceRecord series)
    {
        var others = series.Events switch { 1 => "", 2 => ", with another event", var all => $", with {all - 1} other events" };
        return $"It waits until its subject is quiet{others}: due at {Instant.Text(series.DueAt)}, at the latest at {Instant.Text(series.Until)}.";
    }

    private static string Describe(EventRecord? end) => end?.Verdicts switch
    {
        null => "It waits until its subject is quiet.",
        [{ Reason: VerdictReason.Ran }, ..] => $"Its subject was quiet, and the run began at {Instant.Text(end.At)}.",
        [{ Reason: VerdictReason.Cancelled } why, ..] => $"No run began, at {Instant.Text(end.At)}: {why.Detail}",
        [var why, ..] => $"Its subject was quiet at {Instant.Text(end.At)}, and no run began: {why.Reason}.{(why.Detail is null ? "" : $" {why.Detail}")}",
        _ => "Its subject was quiet.",
    };
}
