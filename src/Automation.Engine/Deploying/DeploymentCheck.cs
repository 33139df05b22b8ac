using System.Text.Json;
using Automation.Actions;
using Automation.Conditions;
using Automation.Definitions;
using Automation.Matching;
using Automation.Running.Machine;
using Automation.Storage;

namespace Automation.Deploying;

/// <summary>Compares live runs with the deployed rules, as claiming them would: what cannot be followed is found before it is parked.</summary>
internal sealed class DeploymentCheck(IAutomationStore store, RuleDirectory rules, ActionCatalog actions, ConditionCatalog conditions, JsonSerializerOptions json)
{
    private const int PageSize = 1000;

    public async Task<DeploymentReport> RunAsync(DeploymentCheckOptions options, CancellationToken cancellationToken)
    {
        _ = await rules.SharedAsync(cancellationToken).ConfigureAwait(false);
        var found = new Dictionary<(string Scope, string Rule, string Hash), (RuleDefinition? Definition, string? Scope)>();
        var versions = new Dictionary<(string? Scope, string Rule, string Hash), VersionCheck>();
        var (looked, more) = (0, true);
        RunId? after = null;
        while (more && looked < options.MaxRuns)
        {
            var limit = Math.Min(PageSize, options.MaxRuns - looked);
            var page = await store.ListLiveRunsAsync(after, limit, cancellationToken).ConfigureAwait(false);
            foreach (var run in page)
            {
                var name = (run.Scope, run.Rule, run.RuleHash);
                if (!found.TryGetValue(name, out var own))
                {
                    found.Add(name, own = await rules.FindVersionForRunAsync(run.Scope, run.Rule, run.RuleHash, cancellationToken).ConfigureAwait(false));
                }

                var key = (own.Scope, run.Rule, run.RuleHash);
                if (!versions.TryGetValue(key, out var version))
                {
                    var definition = own.Definition;
                    versions.Add(key, version = new VersionCheck(definition, definition is null ? null : MissingOf(definition)).Of(run.RuleHash));
                }

                version.Runs++;
                if (version.NeedsHistory && version.Read < options.MaxRunsPerVersion)
                {
                    version.Read++;
                    await FollowAsync(run, version, cancellationToken).ConfigureAwait(false);
                }

                version.Example ??= run.RunId;
            }

            (looked, more) = (looked + page.Count, page.Count == limit);
            after = page.Count > 0 ? page[^1].RunId : after;
        }

        return new DeploymentReport
        {
            Versions = [.. versions.Select(pair => pair.Value.ToResult(pair.Key)).OrderByDescending(version => version.Match)
                .ThenBy(version => version.Rule, StringComparer.Ordinal).ThenBy(version => version.Scope, StringComparer.Ordinal).ThenBy(version => version.RuleHash, StringComparer.Ordinal)],
            Complete = !more || (await store.ListLiveRunsAsync(after, 1, cancellationToken).ConfigureAwait(false)).Count == 0,
        };
    }

    /// <summary>Folds the run's ledger over the deployed definition.</summary>
    private async Task FollowAsync(LiveRun run, VersionCheck version, CancellationToken cancellationToken)
    {
        if (await store.LoadRunAsync(run.RunId, cancellationToken).ConfigureAwait(false) is not { Live: not null } stored)
        {
            return;
        }

        try
        {
            if (RunMachine.Fold(RunFacts.Of(stored.Run, stored.Event, version.Definition!, json, askTwice: false), stored.Entries).BuildMismatch is { } held)
            {
                version.Fail(run.RunId, held.Message);
            }
        }
        catch (LedgerMismatchException mismatch)
        {
            version.Fail(run.RunId, mismatch.Message);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            version.Fail(run.RunId, $"a stored record cannot be read ({Faults.Shorten(exception.Message)}). Cancel the run, or restore the record.");
        }
    }

    /// <summary>What the definition uses that has no handler here; null when all is there.</summary>
    private string? MissingOf(RuleDefinition rule)
    {
        foreach (var node in rule.Index.Places.Select(place => place.Node))
        {
            if (node is StepNode { Code: null } step && !actions.TryGet(step.Action, out _))
            {
                return Missing($"action '{step.Action}'", step.Id);
            }

            if (node is IfNode branch && NamesIn(branch.Condition).FirstOrDefault(name => !conditions.TryGet(name, out _)) is { } unknown)
            {
                return Missing($"condition '{unknown}'", branch.Id);
            }
        }

        return null;
    }

    private static IEnumerable<string> NamesIn(ConditionBinding condition) => condition switch
    {
        HandlerCondition handler => [handler.Name],
        AllCondition all => all.Conditions.SelectMany(NamesIn),
        _ => [],
    };

    private static string Missing(string what, string node) =>
        $"this build has no handler for {what} of '{node}'. Register one with AddHandler, or keep a host that has it until the runs have ended.";
}
