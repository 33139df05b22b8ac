using Automation.Storage;

namespace Automation.Client;

/// <summary>Reads a page of events, and walks on where the verdicts decide: an index leads to those that have others than dull ones, and no further.</summary>
internal static class EventWalk
{
    /// <summary>How many events are looked at for a page that has something.</summary>
    private const int MaxWalked = 2000;

    /// <summary>How many events are looked at for a page that has nothing yet.</summary>
    private const int MaxWalkedInVain = 20_000;

    private const int Stride = 200;

    /// <summary>So many are read at a time when the first ones were none.</summary>
    private const int LongStride = 1000;

    public static async Task<Page<EventSummary, AutomationEventId>> ReadAsync(
        IAutomationStore store, string scope, EventQuery query, CancellationToken cancellationToken)
    {
        var all = query is { Rule: null, Reasons.Count: 0, HideDull: false };
        var found = new List<EventSummary>();
        var stride = query with { Limit = all ? query.Limit + 1 : Stride };
        for (var walked = 0; walked < (found.Count > 0 ? MaxWalked : MaxWalkedInVain);)
        {
            var events = await store.ListEventsAsync(scope, stride, cancellationToken).ConfigureAwait(false);
            foreach (var @event in events)
            {
                // One more than asked for tells whether there is a next page.
                if (found.Count == query.Limit)
                {
                    return new() { Items = found, Next = stride.After };
                }

                if (all || @event.Verdicts.Any(verdict => Counts(@event, verdict, query)))
                {
                    found.Add(@event);
                }

                stride = stride with { After = @event.Id };
            }

            if (events.Count < stride.Limit)
            {
                return new() { Items = found };
            }

            walked += events.Count;
            stride = stride with { Limit = all || walked < MaxWalked ? stride.Limit : LongStride };
        }

        return new() { Items = found, Next = stride.After };
    }

    private static bool Counts(EventSummary @event, Verdict verdict, EventQuery query) =>
        (query.Rule is null || verdict.Rule == query.Rule)
        && (query.Subject is null || @event.Subject == query.Subject || verdict.Subject == query.Subject)
        && (query.Reasons.Count > 0 ? query.Reasons.Contains(verdict.Reason) : !query.HideDull || !verdict.Reason.IsDull());
}
