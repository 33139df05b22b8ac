using Automation.Debouncing;
using Automation.Intake;
using Automation.Json;
using Automation.Matching;
using Automation.Storage;

namespace Automation.Client;

/// <summary>Ends series of events that wait for quiet without a run, since a person wants that.</summary>
internal sealed class DebounceCanceller(IAutomationStore store, EventIntake intake)
{
    /// <summary>The series of a key. False when there is none, or it has ended.</summary>
    public Task<bool> CancelAsync(string scope, string rule, string key, string? reason, string? author, CancellationToken cancellationToken) =>
        CancelAsync(scope, new DebounceFilter { Rule = rule, Key = key, Limit = 1 }, reason, author, cancellationToken);

    /// <summary>The series that an event is in, one for each rule and each in a transaction of its own; answers how many.</summary>
    public async Task<int> CancelAsync(string scope, AutomationEventId eventId, string? reason, string? author, CancellationToken cancellationToken)
    {
        var cancelled = new List<string>();
        var found = await store.FindEventAsync(scope, eventId, cancellationToken).ConfigureAwait(false);
        foreach (var verdict in found?.Verdicts ?? [])
        {
            try
            {
                if (verdict is { Reason: VerdictReason.Debounced, RunId: { } run }
                    && await CancelAsync(scope, new DebounceFilter { Rule = verdict.Rule, Runs = [run], Limit = 1 }, reason, author, cancellationToken).ConfigureAwait(false))
                {
                    cancelled.Add($"'{verdict.Rule}'");
                }
            }
            catch (Exception fault) when (cancelled.Count > 0 && fault is AutomationUnavailableException or StoreUnavailableException)
            {
                throw new AutomationUnavailableException(
                    $"It is not known whether the events are cancelled that wait for rule '{verdict.Rule}' in scope '{scope}'; those that waited for rule {string.Join(", ", cancelled)} are. Ask again.", fault);
            }
        }

        return cancelled.Count;
    }

    private async Task<bool> CancelAsync(string scope, DebounceFilter filter, string? reason, string? author, CancellationToken cancellationToken)
    {
        for (var decision = 1; decision <= RuleDirectory.MaxDecisions; decision++)
        {
            if (await store.ListDebouncesAsync(scope, filter, cancellationToken).ConfigureAwait(false) is not [var series])
            {
                return false;
            }

            var ended = new DueSeries
            {
                Record = series,
                Last = await store.FindEventAsync(scope, series.LastEventId, cancellationToken).ConfigureAwait(false),
                Refusal = new Verdict { Rule = series.Rule, Reason = VerdictReason.Cancelled, Detail = Describe(reason, author) },
                Early = true,
            };

            // NotDue: the series has ended, and another one may have begun.
            if (await intake.EndSeriesAsync(ended).ConfigureAwait(false) == AcceptStatus.Accepted)
            {
                return true;
            }
        }

        throw new AutomationUnavailableException($"The events that wait for rule '{filter.Rule}' in scope '{scope}' were others {RuleDirectory.MaxDecisions} times while they were cancelled; those that wait now are not. Ask again.");
    }

    private static string Describe(string? reason, string? author) =>
        $"Cancelled{(author is null ? "" : $" by {StorableText.Author(author)}")} while its events waited for quiet{(reason is null ? "." : $": {StorableText.Reason(reason)}")}";
}
