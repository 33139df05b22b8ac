using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Automation.Budgets;
using Automation.Definitions;
using Automation.Matching;
using Automation.Running.Machine;
using Automation.Running.Reruns;
using Automation.Running.Steps;
using Automation.Storage;

namespace Automation.Intake;

internal sealed partial class ManualStarts
{
    /// <summary>Runs an ended run again: a new run, which may begin with what came out of the former one.</summary>
    public Task<RerunResult> RerunAsync(string scope, RunId runId, RerunOptions again, CancellationToken cancellationToken) => calls.DoAsync(
        async () =>
        {
            Check(again);
            IntakeNames.CheckKey(again.Key);
            var input = again.Input is { ValueKind: not JsonValueKind.Undefined } edited ? JsonMarshal.GetRawUtf8Value(edited).ToArray() : null;
            if (input is not null)
            {
                IntakePayload.Check(input, IntakePayload.InputOfRerun, runId.ToString());
            }

            var link = ChainLink.After(StepCause.Current);
            var former = await store.FindRunAsync(scope, runId, CancellationToken.None).ConfigureAwait(false) ?? throw new RunNotFoundException(scope, runId);
            return await DecideAsync(
                scope,
                async index => await RuleOfAsync(former, again, index).ConfigureAwait(false) is { } rule ? await RerunAsync(former, rule, again, input, link, index).ConfigureAwait(false) : null).ConfigureAwait(false);
        },
        cancellationToken);

    private async Task<RerunResult?> RerunAsync(StoredRun former, RuleDefinition rule, RerunOptions again, byte[]? input, ChainLink link, ScopeIndex index)
    {
        Check(former, rule, again);
        var now = time.GetUtcNow();
        var (record, machine, price) = await PlanAsync(former, rule, input, link, now).ConfigureAwait(false);
        var entries = again.Mode == RerunMode.FromStep ? Takeover.Apply(machine, former.Entries, again.Step, now) : [];
        var body = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{(int)again.Mode}\n{again.Step}\n{again.CurrentVersion}\n"));
        var dedupe = DedupeKeys.Of($"rerun:{former.Run.Id}", again.Key, rule.Name, null, [.. body, .. input ?? []], now - options.DedupeWindow);
        return await StartByHandAsync(rule, record, machine, price, link, index, dedupe, again.Key, entries).ConfigureAwait(false) is var (run, duplicate)
            ? new RerunResult { RunId = run, Duplicate = duplicate, Reused = duplicate ? [] : [.. entries.Select(entry => entry.Path)] } : null;
    }

    /// <summary>With another input it is a manual start, about what the former run was about unless the rule says otherwise.</summary>
    private async ValueTask<(RunRecord Record, RunMachine Machine, RunPrice Price)> PlanAsync(StoredRun former, RuleDefinition rule, byte[]? input, ChainLink link, DateTimeOffset now)
    {
        if (input is null)
        {
            var same = await pricer.PriceAsync(rule, planner.ScopeOf(rule, former), now).ConfigureAwait(false);
            var (again, begun) = planner.Plan(rule, former, same.Estimate, now, link);
            return (again, begun, same);
        }

        var value = JsonElement.Parse(input);
        IntakePayload.CheckInput(rule, value, json);
        var seen = planner.ScopeOf(rule, former.Run.Scope, value, rule.Subject is null ? former.Run.Subject : null, now, former.Run.TimeZone ?? Json.TimeZones.Utc);
        var price = await pricer.PriceAsync(rule, seen, now).ConfigureAwait(false);
        var (record, machine) = planner.Plan(rule, seen, null, price.Estimate, byHand: link);
        return (record with { RerunOf = former.Run.Id }, machine, price);
    }

    /// <summary>The rule as the run is to have it; null when the scope must be read anew for it.</summary>
    private async Task<RuleDefinition?> RuleOfAsync(StoredRun former, RerunOptions again, ScopeIndex index)
    {
        var (scope, name) = (former.Run.Scope, former.Run.Rule);
        if (again.CurrentVersion)
        {
            return await FindAsync(scope, name, index).ConfigureAwait(false);
        }

        var rule = await rules.FindForRunAsync(scope, name, former.Run.RuleHash, CancellationToken.None).ConfigureAwait(false) ?? throw new RerunRefusedException(
            former.Run.Id, "rule-unavailable",
            $"Run '{former.Run.Id}' belongs to a version of rule '{name}' that this build has not, or cannot read. Deploy a build that has it, or set RerunOptions.CurrentVersion to run the rule as it stands.");

        // The parameters that it ran with, too, whatever its scope has set since; limits are those of now.
        var limited = rules.WithGuards(index, rule);
        return limited.Parameters is { } own && DecisionCodec.ParametersOf(former.Run.Next) is { } kept ? limited.InScope(own.With(kept), null) : limited;
    }

    private static void Check(RerunOptions again)
    {
        if (again.Mode is not (RerunMode.Same or RerunMode.EditedInput or RerunMode.FromStep))
        {
            throw new ArgumentException($"RerunOptions.Mode has no value {(int)again.Mode}. Same, EditedInput or FromStep is allowed.", nameof(again));
        }

        if ((again.Mode == RerunMode.EditedInput) != (again.Input is { ValueKind: not JsonValueKind.Undefined }))
        {
            throw new ArgumentException(
                $"RerunOptions.Input is {(again.Mode == RerunMode.EditedInput ? "missing" : "given")}, and RerunOptions.Mode is {again.Mode}. Another input and EditedInput belong together.", nameof(again));
        }

        if (again.Step is not null && again.Mode != RerunMode.FromStep)
        {
            throw new ArgumentException($"RerunOptions.Step is '{again.Step}', and RerunOptions.Mode is {again.Mode}. A step to go on at needs FromStep.", nameof(again));
        }
    }

    private static void Check(StoredRun former, RuleDefinition rule, RerunOptions again)
    {
        var id = former.Run.Id;
        if (former.Live is { } live)
        {
            throw new RerunRefusedException(id, "run-live", $"Run '{id}' has not ended: it is {live.State.ToRunStatus()}. Wait for its end, or cancel it first.");
        }

        if (again.Mode != RerunMode.FromStep)
        {
            return;
        }

        var outcomes = former.Entries.Where(entry => entry.Kind == EntryKind.Outcome).ToList();
        if (again.Step is null && former.Entries.Any(entry => entry.RunStatus == RunStatus.Succeeded))
        {
            throw new RerunRefusedException(
                id, "nothing-failed", $"Run '{id}' succeeded: there is no failed step to go on at. Name a step with RerunOptions.Step, or run it again from the beginning.");
        }

        if (again.Step is { } step && (rule.Index.Find(step)?.Node is not StepNode || !outcomes.Exists(entry => entry.Path.StepId == step)))
        {
            throw new RerunRefusedException(
                id, "unknown-step", $"Run '{id}' of rule '{rule.Name}' has no outcome of a step {Json.ShortText.Quote(step)} to go on at. Name a step that it called, or none for the one that failed.");
        }

        if (!again.RepeatUncertain && outcomes.Find(entry => entry.Status == StepStatus.Uncertain && IsRepeated(entry, rule, again.Step)) is { } uncertain)
        {
            throw new RerunRefusedException(
                id, "uncertain",
                $"Step '{uncertain.Path}' of run '{id}' runs at most once and was interrupted: it may have happened. Find out, and set RerunOptions.RepeatUncertain to have it called again.");
        }
    }

    private static bool IsRepeated(LedgerEntry entry, RuleDefinition rule, string? step) =>
        entry.Path.StepId == step || rule.Index.Find(entry.Path.StepId)?.Node is not StepNode { Tried: true };
}
