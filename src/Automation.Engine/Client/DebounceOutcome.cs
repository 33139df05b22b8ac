using Automation.Storage;

namespace Automation.Client;

/// <summary>Says of events that waited for quiet what became of the run that their verdicts name.</summary>
internal static class DebounceOutcome
{
    public static async Task<EventRecord?> FindEventAsync(IAutomationStore store, string scope, AutomationEventId eventId, CancellationToken cancellationToken)
    {
        var found = await store.FindEventAsync(scope, eventId, cancellationToken).ConfigureAwait(false);
        if (found is null || !found.Verdicts.Any(verdict => verdict.Reason == VerdictReason.Debounced))
        {
            return found;
        }

        var verdicts = found.Verdicts.ToArray();
        for (var i = 0; i < verdicts.Length; i++)
        {
            if (verdicts[i] is { Reason: VerdictReason.Debounced, RunId: { } run })
            {
                // The event that ends a series has the id of its run.
                var end = await store.FindEventAsync(scope, new AutomationEventId(run.Value), cancellationToken).ConfigureAwait(false);
                verdicts[i] = verdicts[i] with { Detail = Describe(end) };
            }
        }

        return found with { Verdicts = verdicts };
    }

    private static string Describe(EventRecord? end) => end?.Verdicts switch
    {
        null => "It waits until its subject is quiet.",
        [{ Reason: VerdictReason.Ran }, ..] => $"Its subject was quiet, and the run began at {end.At:O}.",
        [var why, ..] => $"Its subject was quiet at {end.At:O}, and no run began: {why.Reason}.{(why.Detail is null ? "" : $" {why.Detail}")}",
        _ => "Its subject was quiet.",
    };
}
