using System.Collections.Immutable;
using Automation.Settings;
using Automation.Storage;

namespace Automation.Simulation;

/// <summary>Watches what guards, settings and schedules promise: at each acceptance, claim and call, and in every committed state.</summary>
internal sealed class GuardWitness(World world)
{
    private readonly Dictionary<RunId, int> _late = [];
    private readonly HashSet<(string Scope, BudgetKey Key)> _budgets = [];
    private int _overrides;

    /// <summary>The subjects that somebody has in hand, each time with another number.</summary>
    public ImmutableDictionary<(string Scope, string Subject), int> Standing { get; private set; } = ImmutableDictionary<(string, string), int>.Empty;

    /// <summary>The dues of schedules whose occurrences are stored, in the order of the commits.</summary>
    public List<(string Scope, string Rule, DateTimeOffset Due)> Occurrences { get; } = [];

    private InMemoryDatabase Database => world.Database;

    public void Overridden(string scope, string subject) => Standing = Standing.ContainsKey((scope, subject)) ? Standing : Standing.Add((scope, subject), ++_overrides);

    public void Released(string scope, string subject) => Standing = Standing.Remove((scope, subject));

    /// <summary>Whether a rule is disabled or paused in a scope, as it is committed; for the rule that all scopes share, in all of them.</summary>
    public bool IsOff(string scope, string rule)
    {
        var rules = Database.Rules.Load(scope);
        var body = SettingBody.Read(rules.Settings.FirstOrDefault(setting => setting.Rule == rule));
        return body.Disabled is not null || body.Paused is not null || (scope == SharedScope.Name && rules.Rules.All(one => one.Name != rule || !one.Enabled));
    }

    /// <param name="standing">What stood when the commit began.</param>
    /// <param name="batch">What was committed.</param>
    /// <param name="results">What became of it.</param>
    public void Committed(ImmutableDictionary<(string Scope, string Subject), int> standing, CommitBatch batch, IReadOnlyList<OperationResult> results)
    {
        foreach (var (operation, result) in batch.Operations.Zip(results))
        {
            if (operation is AcceptOperation arrived)
            {
                world.Mail.Committed(arrived, ((AcceptResult)result).Status);
            }

            switch (operation, result)
            {
                case (AcceptOperation accept, AcceptResult { Status: AcceptStatus.Accepted }):
                    Accepted(accept);
                    break;
                case (AcceptOperation, AcceptResult { Status: AcceptStatus.Busy or AcceptStatus.OverBudget or AcceptStatus.OtherSeries or AcceptStatus.NotDue } answer):
                    world.Counts.Add($"{answer.Status}");
                    break;
                case (RecordOperation record, RecordResult { Applied: true }) when record.Entries.Any(entry => entry.Kind == EntryKind.Outcome):
                    Note(standing, Database.Runs.Find(record.RunId)!);
                    break;
            }
        }
    }

    /// <param name="standing">What stood when the claim began.</param>
    /// <param name="runs">The runs that were claimed.</param>
    public void Claimed(ImmutableDictionary<(string Scope, string Subject), int> standing, IReadOnlyList<StoredRun> runs)
    {
        foreach (var run in runs)
        {
            Note(standing, Database.Runs.Find(run.Run.Id)!);
            if (run is { Live.ClaimNumber: 1, Signals.Count: 0 } && PauseOf(run.Run.Scope, run.Run.Rule) is { Until: null })
            {
                world.Witness.Complain($"S: run {run.Run.Id} of rule '{run.Run.Rule}' began at {world.Scheduler.Now:T}, while the rule is paused.");
            }
        }
    }

    /// <summary>P13: what was stored since the subject was overridden is followed by no step.</summary>
    public void Called(RunRow run, string key)
    {
        if (_late.TryGetValue(run.Record.Id, out var number) && Standing.GetValueOrDefault((run.Record.Scope, run.Record.Subject ?? "")) == number)
        {
            world.Witness.Complain($"P13: {key} was called at {world.Scheduler.Now:T}, and somebody had '{run.Record.Subject}' in hand before.");
        }
    }

    /// <summary>What holds in every committed state.</summary>
    public void Check()
    {
        var live = Database.Runs.All.Where(run => run.Live is not null).ToArray();
        foreach (var about in live.Where(run => run.Overlap is not null).GroupBy(run => (run.Record.Scope, run.Record.Rule, run.Overlap)))
        {
            var holders = about.Count(run => run.Live!.State != LiveState.Queued);
            if (holders > 1 || about.Count() > (Guarded.MostOf(about.Key.Rule) ?? int.MaxValue))
            {
                world.Witness.Complain($"P11: {about.Count()} runs of {about.Key} live at {world.Scheduler.Now:T}, and {holders} of them are under way.");
            }
        }

        var reserved = live.Where(run => run.Reservation is not null)
            .SelectMany(run => run.Reservation!.Shares(run.Record.Rule).Select(share => (At: (run.Record.Scope, share.Key), run.Reservation.Amount, share.Share.Most))).ToLookup(share => share.At);
        _budgets.UnionWith(reserved.Select(shares => shares.Key));
        foreach (var budget in _budgets)
        {
            var used = Database.Budgets.Of(budget.Scope, budget.Key);
            if (used.Reserved != reserved[budget].Sum(share => share.Amount) || reserved[budget].Any(share => used.Reserved + used.Spent > share.Most))
            {
                world.Witness.Complain($"Budget: {used} at {world.Scheduler.Now:T}, and runs reserve {reserved[budget].Sum(share => share.Amount)}.");
            }
        }
    }

    private SettingMark? PauseOf(string scope, string rule) =>
        SettingBody.Read(Database.Rules.Load(scope).Settings.FirstOrDefault(setting => setting.Rule == rule)).Paused;

    private void Note(ImmutableDictionary<(string Scope, string Subject), int> standing, RunRow run)
    {
        if (standing.TryGetValue((run.Record.Scope, run.Record.Subject ?? ""), out var number))
        {
            _late[run.Record.Id] = number;
        }
    }

    /// <summary>P4: what is committed allows what was decided.</summary>
    private void Accepted(AcceptOperation accept)
    {
        var shared = Database.Rules.Load(SharedScope.Name).Rules.SingleOrDefault(rule => rule.Name == Guarded.Shared);
        foreach (var run in accept.Runs.Select(created => created.Run))
        {
            var pause = PauseOf(accept.Scope, run.Rule);
            if ((pause is { Until: null } or null && IsOff(accept.Scope, run.Rule)) || (run.Rule == Guarded.Shared && (shared is not { Enabled: true } || shared.Hash != run.RuleHash)))
            {
                world.Witness.Complain($"P4: run {run.Id} of rule '{run.Rule}' was accepted at {world.Scheduler.Now:T} by rules that did not count any more.");
            }

            if (Standing.ContainsKey((accept.Scope, run.Subject ?? "")))
            {
                world.Witness.Complain($"P13: run {run.Id} about '{run.Subject}' was accepted at {world.Scheduler.Now:T}, and somebody has that in hand.");
            }
        }

        foreach (var join in accept.Debounces.Where(join => PauseOf(accept.Scope, join.Rule) is { Until: null } or null && IsOff(accept.Scope, join.Rule)))
        {
            world.Witness.Complain($"P4: an event waits for quiet since {world.Scheduler.Now:T}, and rule '{join.Rule}' is off.");
        }

        if (accept.Event is not { } @event)
        {
            return;
        }

        @event.Verdicts.ToList().ForEach(verdict => world.Counts.Add($"verdict{verdict.Reason}"));
        if (@event.Type == "order.noted" && shared is not null && @event.Verdicts.SingleOrDefault(verdict => verdict.Rule == Guarded.Shared)?.Reason != (shared.Enabled ? VerdictReason.Ran : VerdictReason.Disabled))
        {
            world.Witness.Complain($"P4: event {@event.Id} was accepted at {world.Scheduler.Now:T} without a look at a rule that all scopes share.");
        }

        if (accept.Advance is { IsHeld: false } advance)
        {
            Occurrences.Add((accept.Scope, advance.Rule, advance.Seen));
            if (advance.Seen > world.Scheduler.Now)
            {
                world.Witness.Complain($"P10: the occurrence {advance.Seen:T} of rule '{advance.Rule}' was accepted at {world.Scheduler.Now:T}.");
            }
        }
    }
}
