using System.Runtime.InteropServices;
using System.Text.Json;
using Automation.Budgets;
using Automation.Definitions;
using Automation.Diagnostics;
using Automation.Matching;
using Automation.Running;
using Automation.Running.Machine;
using Automation.Running.Steps;
using Automation.Scheduling;
using Automation.Storage;

namespace Automation.Intake;

/// <summary>Starts runs that a person asks for, or a handler: then they are part of its chain.</summary>
internal sealed partial class ManualStarts(
    RuleDirectory rules,
    RunPlanner planner,
    RunPricer pricer,
    ChainGuard chains,
    ScopeZones zones,
    RunNode node,
    AcceptanceWriter acceptances,
    IntakeCalls calls,
    IAutomationStore store,
    JsonSerializerOptions json,
    AutomationOptions options,
    TimeProvider time,
    AutomationDiagnostics diagnostics)
{
    /// <summary>The version that no scope has.</summary>
    private const long NoVersion = -1;

    /// <summary>Starts a run by hand: neither the gate is asked nor whether the rule is stopped in the scope.</summary>
    public Task<StartResult> StartAsync(string scope, string name, JsonElement input, StartOptions? start, CancellationToken cancellationToken) => calls.DoAsync(
        () =>
        {
            IntakeNames.CheckKey(start?.Key);
            IntakeNames.CheckSubject(start?.Subject);
            var raw = input.ValueKind == JsonValueKind.Undefined
                ? throw new EventRejectedException("invalid-input", $"The input of rule '{name}' is missing. Pass a JSON value.")
                : JsonMarshal.GetRawUtf8Value(input).ToArray();
            IntakePayload.Check(raw, IntakePayload.InputOfRule, name);
            var copy = JsonElement.Parse(raw);
            var link = ChainLink.After(StepCause.Current);
            return DecideAsync(
                scope,
                async index => await FindAsync(scope, name, index).ConfigureAwait(false) is { } rule ? await StartAsync(scope, rule, copy, raw, start, link, index).ConfigureAwait(false) : null);
        },
        cancellationToken);

    /// <summary>A rule as the scope has it by what was read; null when that is older than the rule.</summary>
    /// <exception cref="RuleNotFoundException">There is none.</exception>
    private async Task<RuleDefinition?> FindAsync(string scope, string name, ScopeIndex index)
    {
        if (rules.Find(index, name) is { } found)
        {
            return found.Rule;
        }

        _ = await rules.GetAsync(scope, name, CancellationToken.None).ConfigureAwait(false);
        return null;
    }

    /// <summary>Has a run started by what counts in the scope now, and anew when that changes meanwhile (null).</summary>
    /// <remarks>A refusal stores nothing, so that no transaction would tell that what it was decided by is outdated: it is looked up before the caller hears it.</remarks>
    private async Task<T> DecideAsync<T>(string scope, Func<ScopeIndex, Task<T?>> decide)
        where T : class
    {
        var index = await rules.ScopeAsync(scope, CancellationToken.None).ConfigureAwait(false);
        for (var decision = 1; ; decision++)
        {
            try
            {
                if (await decide(index).ConfigureAwait(false) is { } result)
                {
                    return result;
                }
            }
            catch (Exception refusal) when (decision == 1 && refusal is not (StoreUnavailableException or AutomationUnavailableException or RuleNotFoundException))
            {
                // Decided by what this host remembers of the scope; only a newer version of it can say something else.
                var present = await rules.ReloadAsync(scope, CancellationToken.None).ConfigureAwait(false);
                if (present.Version == index.Version && present.SharedVersion == index.SharedVersion)
                {
                    throw;
                }

                index = present;
                continue;
            }

            if (decision == RuleDirectory.MaxDecisions)
            {
                throw new AutomationUnavailableException(
                    $"The rules of scope '{scope}' changed {RuleDirectory.MaxDecisions} times while the run was started; nothing was stored. Start it again with the same key.");
            }

            index = await rules.ReloadAsync(scope, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Starts it with what counts in the scope now; null when that changed meanwhile.</summary>
    private async Task<StartResult?> StartAsync(string scope, RuleDefinition rule, JsonElement input, byte[] raw, StartOptions? start, ChainLink link, ScopeIndex index)
    {
        IntakePayload.CheckInput(rule, input, json);
        var now = time.GetUtcNow();
        var seen = planner.ScopeOf(rule, scope, input, start?.Subject, now, await zones.FindAsync(scope).ConfigureAwait(false));
        var price = await pricer.PriceAsync(rule, seen, now).ConfigureAwait(false);
        var (record, machine) = planner.Plan(rule, seen, null, price.Estimate, byHand: link);
        var dedupe = DedupeKeys.Of($"manual:{rule.Name}", start?.Key, rule.Name, start?.Subject, raw, now - options.DedupeWindow);
        return await StartByHandAsync(rule, record, machine, price, link, index, dedupe, start?.Key).ConfigureAwait(false) is var (run, duplicate) ? new StartResult { RunId = run, Duplicate = duplicate } : null;
    }

    /// <summary>Has a run stored that a person starts. Answers the key's run, and whether that was started before; null when what counts in the scope changed meanwhile.</summary>
    private async Task<(RunId Run, bool Duplicate)?> StartByHandAsync(
        RuleDefinition rule, RunRecord record, RunMachine machine, RunPrice price, ChainLink link, ScopeIndex index, DedupeKey? dedupe, string? key, params IReadOnlyList<LedgerEntry> entries)
    {
        var bounds = await zones.BoundsAsync(record.Scope, options).ConfigureAwait(false);
        var first = await chains.FirstRunsAsync(record.Scope, link).ConfigureAwait(false);
        var (standing, loop, tooDear) = (index.OverrideOf(record.Subject), chains.RefusalOf(link, bounds), price.TooDear);
        var mayStart = standing is null && loop is null && tooDear is null;
        var owned = mayStart && node.TryReserve(record.Scope);
        var created = rule.ToNewRun(record, owned, tooDear is null ? price.Reservation : null, bounds.MaxRuns, entries);
        List<RunDriver> drivers = owned ? [node.Prepare(machine, created)] : [];
        var accept = new AcceptOperation
        {
            Scope = record.Scope,

            // Who may not start is only told what the key started before.
            ScopeVersion = mayStart ? index.Version : NoVersion,
            SharedVersion = index.SharedVersion,
            Root = link.Root,
            MaxRunsPerRoot = chains.MostOf(link, 1, bounds),
            FirstRunsOfRoot = first,
            Dedupe = dedupe,
            Runs = [created],
        };
        var result = await acceptances.StoreAsync(accept, drivers).ConfigureAwait(false);
        switch (result.Status)
        {
            case AcceptStatus.Accepted:
                diagnostics.OnManualStart();
                return (record.Id, false);
            case AcceptStatus.Duplicate:
                diagnostics.OnDuplicate();
                return (new RunId(result.OriginalId), true);
            case AcceptStatus.StaleScope when standing is not null:
                throw InHand(rule, standing);
            case AcceptStatus.StaleScope when loop is not null:
                throw InCircle(rule, loop);
            case AcceptStatus.ChainFull:
                throw InCircle(rule, chains.ExplainFull(link, result.RunsOfRoot, bounds));
            case AcceptStatus.StaleScope when tooDear is not null:
                throw OverBudget(record, price, tooDear, null);
            case AcceptStatus.StaleScope:
                return null;
            case AcceptStatus.Busy:
                throw BusyOf(record.Scope, rule, result);
            case AcceptStatus.OverBudget:
                throw OverBudget(record, price, result);
            default:
                throw DedupeKeys.Conflict(key, result.OriginalId);
        }
    }

    private static EventRejectedException InHand(RuleDefinition rule, SubjectOverride standing) => new(
        "subject-overridden", $"Rule '{rule.Name}' was not started: {PausedRun.Describe(standing)} Release the subject (ReleaseSubjectAsync), then start it again.");

    private static EventRejectedException InCircle(RuleDefinition rule, string detail) => new(
        "suppressed-loop", $"Rule '{rule.Name}' was not started; nothing was stored. {detail} End the circle, or raise the limit.");

    private static RuleBusyException BusyOf(string scope, RuleDefinition rule, AcceptResult result) =>
        new(scope, rule.Name, result.Busy[0].Holder, $"Rule '{rule.Name}' is busy in scope '{scope}'; nothing was stored. {rule.Explain(result.Busy[0])}");

    private static OverBudgetException OverBudget(RunRecord run, RunPrice price, AcceptResult result) =>
        price.Explain(result.OverBudget[0]) is var (detail, until) ? OverBudget(run, price, detail, until) : throw new InvalidOperationException("Automation bug: a budget refused that was not asked.");

    private static OverBudgetException OverBudget(RunRecord run, RunPrice price, string detail, DateTimeOffset? until) =>
        new(run.Scope, run.Rule, price.Estimate!.Cost, until, $"Rule '{run.Rule}' was not started in scope '{run.Scope}'; nothing was stored. {detail}");
}
