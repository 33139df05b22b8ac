using Automation.Running.History;
using Automation.Storage;

namespace Automation.Client;

/// <summary>Says of rules what they did in a scope.</summary>
internal static class RuleActivities
{
    public static async Task<IReadOnlyList<RuleSummary>> AddAsync(
        IAutomationStore store, string scope, IReadOnlyList<RuleSummary> rules, TimeSpan within, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var from = now - DateTimeOffset.MinValue < within ? DateTimeOffset.MinValue : now - within;
        var counts = (await store.CountRunsAsync(scope, from, cancellationToken).ConfigureAwait(false)).ToLookup(count => count.Rule, StringComparer.Ordinal);
        var told = new List<RuleSummary>(rules.Count);
        foreach (var rule in rules)
        {
            var last = await store.ListRunsAsync(scope, new RunQuery { Rule = rule.Name, Limit = 1 }, cancellationToken).ConfigureAwait(false);
            told.Add(rule with
            {
                Activity = new RuleActivity
                {
                    LastRun = last.Count == 0 ? null : RunHistory.Summary(last[0]),

                    // Several states of a live run are one status.
                    Runs = counts[rule.Name].GroupBy(count => count.Status).ToDictionary(alike => alike.Key, alike => alike.Sum(count => count.Runs)),
                },
            });
        }

        return told;
    }
}
