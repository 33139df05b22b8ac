using System.Globalization;
using Automation.Storage;

namespace Automation.Simulation;

/// <summary>The way of one process to the store, which has a clock of its own: questions and answers take their time, get lost, or arrive twice.</summary>
/// <remarks>A question that left its process is answered by the store although the process died meanwhile.</remarks>
internal sealed class SimulatedStore(World world, Machine machine, Life life) : IAutomationStore
{
    private readonly InMemoryStore _inner = new(world.Database);

    /// <summary>What the store is asked once more, or only later, so that it may refuse the same operation when it comes by another way.</summary>
    private readonly HashSet<StoreOperation> _late = new(ReferenceEqualityComparer.Instance);

    public string Name => _inner.Name;

    private DateTimeOffset Now => world.Scheduler.Now;

    public Task<bool> ExistsAsync(CancellationToken cancellationToken) => _inner.ExistsAsync(cancellationToken);

    public Task OpenAsync(CancellationToken cancellationToken) => _inner.OpenAsync(cancellationToken);

    public Task<DateTimeOffset?> ReadClockAsync(CancellationToken cancellationToken) => Read("clock", () => Task.FromResult<DateTimeOffset?>(Now));

    public async Task ListenAsync(Action heard, CancellationToken cancellationToken)
    {
        await Read("listen", () => Task.FromResult(true));
        await _inner.ListenAsync(
            () =>
            {
                if (world.Weather.IsFair || !world.Scheduler.Chance(0.1))
                {
                    machine.After(life, world.Weather.Latency(), heard);
                }
            },
            cancellationToken);
    }

    public Task<NodeLease?> JoinAsync(DateTimeOffset now, TimeSpan lease, CancellationToken cancellationToken) => Write(
        "join",
        async () =>
        {
            // As in a database: the process' former node stays until its lease expires, also when this question was asked long ago.
            var door = new InMemoryStore(world.Database);
            await door.OpenAsync(CancellationToken.None);
            var node = await door.JoinAsync(Now, lease, CancellationToken.None);
            life.NodeId = node?.NodeId ?? 0;
            return node;
        },
        node => $"as {node?.NodeId}");

    public Task<bool> RenewAsync(NodeLease node, DateTimeOffset now, CancellationToken cancellationToken) =>
        Read("renew", () => _inner.RenewAsync(node, Now, CancellationToken.None));

    public Task<int> TakeOverAsync(NodeLease node, DateTimeOffset now, CancellationToken cancellationToken) => Write(
        "take over",
        async () =>
        {
            var taken = await _inner.TakeOverAsync(node, Now, CancellationToken.None);
            world.Counts.Add("rescued", taken);
            return taken;
        },
        taken => taken.ToString(CultureInfo.InvariantCulture));

    public Task LeaveAsync(NodeLease node, DateTimeOffset now, CancellationToken cancellationToken) => Write(
        "leave",
        async () =>
        {
            await _inner.LeaveAsync(node, Now, CancellationToken.None);
            return true;
        });

    public Task<IReadOnlyList<OperationResult>> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
    {
        var standing = world.Guards.Standing;
        return Write(
            "commit",
            async () =>
            {
                var now = new CommitBatch { Node = batch.Node, Now = Now, Operations = batch.Operations };
                var results = await _inner.CommitAsync(now, CancellationToken.None);
                world.Witness.Committed(now, results);
                world.Guards.Committed(standing, now, results);
                return results;
            },
            results => string.Join(", ", batch.Operations.Select((operation, index) => Describe(operation, results[index]))),
            batch.Operations);
    }

    public Task<IReadOnlyList<StoredRun>> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken)
    {
        var standing = world.Guards.Standing;
        return Write(
            "claim",
            async () =>
            {
                var now = new ClaimRequest { Node = request.Node, Now = Now, Limit = request.Limit, ProbationLimit = request.ProbationLimit, Alone = request.Alone, Needs = request.Needs, Except = request.Except };
                var runs = await _inner.ClaimAsync(now, CancellationToken.None);
                world.Witness.Claimed(runs);
                world.Guards.Claimed(standing, runs);
                return runs;
            },
            runs => string.Join(", ", runs.Select(run => $"{run.Run.Id}#{run.Live!.ClaimNumber}")));
    }

    public Task<DueInfo> NextDueAsync(DateTimeOffset now, IReadOnlyList<string> except, CancellationToken cancellationToken) => Read("due", () => _inner.NextDueAsync(Now, except, CancellationToken.None));

    public Task<StoredRun?> LoadRunAsync(RunId runId, CancellationToken cancellationToken) => Read("load", () => _inner.LoadRunAsync(runId, CancellationToken.None));

    public Task<IReadOnlyList<RunId>> ListOwnedAsync(NodeLease node, bool signalledOnly, CancellationToken cancellationToken) =>
        Read("owned", () => _inner.ListOwnedAsync(node, signalledOnly, CancellationToken.None));

    public Task<IReadOnlyList<LiveRun>> ListLiveRunsAsync(RunId? after, int limit, CancellationToken cancellationToken) =>
        Read("live", () => _inner.ListLiveRunsAsync(after, limit, CancellationToken.None));

    public Task<EventRecord?> FindEventAsync(string scope, AutomationEventId eventId, CancellationToken cancellationToken) =>
        Read("event", () => _inner.FindEventAsync(scope, eventId, CancellationToken.None));

    public Task<IReadOnlyList<EventSummary>> ListEventsAsync(string scope, EventQuery query, CancellationToken cancellationToken) =>
        Read("events", () => _inner.ListEventsAsync(scope, query, CancellationToken.None));

    public Task<StoredRun?> FindRunAsync(string scope, RunId runId, CancellationToken cancellationToken) =>
        Read("run", () => _inner.FindRunAsync(scope, runId, CancellationToken.None));

    public Task<IReadOnlyList<StoredRunSummary>> ListRunsAsync(string scope, RunQuery query, CancellationToken cancellationToken) =>
        Read("runs", () => _inner.ListRunsAsync(scope, query, CancellationToken.None));

    public Task<IReadOnlyList<RunCount>> CountRunsAsync(string scope, DateTimeOffset from, CancellationToken cancellationToken) =>
        Read("counts", () => _inner.CountRunsAsync(scope, from, CancellationToken.None));

    public Task<IReadOnlyList<LogRecord>> ListLogAsync(string scope, RunId runId, long after, int limit, CancellationToken cancellationToken) =>
        Read("log", () => _inner.ListLogAsync(scope, runId, after, limit, CancellationToken.None));

    public Task<ScopeRules> LoadRulesAsync(string scope, CancellationToken cancellationToken) =>
        Read("rules", () => _inner.LoadRulesAsync(scope, CancellationToken.None));

    public Task<IReadOnlyList<StoredRule>> ListDeletedRulesAsync(string scope, CancellationToken cancellationToken) =>
        Read("deleted rules", () => _inner.ListDeletedRulesAsync(scope, CancellationToken.None));

    public Task<IReadOnlyDictionary<string, long>> ReadScopeVersionsAsync(IReadOnlyCollection<string> scopes, CancellationToken cancellationToken) =>
        Read("versions", () => _inner.ReadScopeVersionsAsync(scopes, CancellationToken.None));

    public Task<StoredRule?> FindRuleVersionAsync(string scope, string rule, string hash, CancellationToken cancellationToken) =>
        Read("version", () => _inner.FindRuleVersionAsync(scope, rule, hash, CancellationToken.None));

    public Task<string?> FindRuleScopeAsync(string rule, CancellationToken cancellationToken) => Read("scope of rule", () => _inner.FindRuleScopeAsync(rule, CancellationToken.None));

    public Task<IReadOnlyList<StoredRule>> ListRuleVersionsAsync(string scope, string rule, int? before, int limit, CancellationToken cancellationToken) =>
        Read("versions", () => _inner.ListRuleVersionsAsync(scope, rule, before, limit, CancellationToken.None));

    public Task<StoredRule?> SaveRuleAsync(RuleSave save, CancellationToken cancellationToken) => Write("save rule", () => _inner.SaveRuleAsync(
        new RuleSave
        {
            Rule = save.Rule with { SavedAt = Now },
            Schedules = save.Schedules,
            ExpectedVersion = save.ExpectedVersion,
            SeenVersion = save.SeenVersion,
            Disables = save.Disables,
            Accepts = save.Accepts,
            Setting = save.Setting,
            Wakes = save.Wakes,
        },
        CancellationToken.None));

    public Task<bool?> DeleteRuleAsync(RuleDeletion deletion, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<RuleSettingRecord?> SaveSettingAsync(SettingChange change, CancellationToken cancellationToken) => Write(
        "setting",
        () => _inner.SaveSettingAsync(
            new SettingChange
            {
                Setting = change.Setting with { SavedAt = Now },
                ScopeVersion = change.ScopeVersion,
                SharedVersion = change.SharedVersion,
                Enabled = change.Enabled,
                Stops = change.Stops,
                Schedules = change.Schedules,
                Restarts = change.Restarts,
                Wakes = change.Wakes,
                Holds = change.Holds,
            },
            CancellationToken.None),
        saved => $"{change.Setting.Scope} {change.Setting.Rule} {change.Setting.Body} {saved?.Revision}");

    public Task<IReadOnlyList<RuleSettingRecord>> ListSettingsAsync(
        IReadOnlyCollection<string> rules, RuleSettingRecord? after, int limit, CancellationToken cancellationToken) =>
        Read("settings", () => _inner.ListSettingsAsync(rules, after, limit, CancellationToken.None));

    public Task<bool> OverrideSubjectAsync(string scope, SubjectOverride standing, SignalRecord pause, CancellationToken cancellationToken) => Write(
        "override",
        async () =>
        {
            var stands = await _inner.OverrideSubjectAsync(scope, standing with { At = Now }, pause, CancellationToken.None);
            world.Guards.Overridden(scope, standing.Subject);
            return stands;
        },
        _ => $"{scope} {standing.Subject}");

    public Task<bool> ReleaseSubjectAsync(string scope, string subject, DateTimeOffset now, CancellationToken cancellationToken) => Write(
        "release",
        async () =>
        {
            var stood = await _inner.ReleaseSubjectAsync(scope, subject, Now, CancellationToken.None);
            world.Guards.Released(scope, subject);
            return stood;
        },
        stood => $"{scope} {subject} {stood}");

    public Task<bool> SaveBreakerAsync(string scope, RuleBreaker breaker, long scopeVersion, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> SaveWebhookAsync(WebhookRecord webhook, long scopeVersion, long sharedVersion, CancellationToken cancellationToken) =>
        Write("webhook", () => _inner.SaveWebhookAsync(webhook, scopeVersion, sharedVersion, CancellationToken.None), saved => $"{webhook.Scope} {webhook.Revision} {saved}");

    public Task<WebhookRecord?> FindWebhookAsync(string id, CancellationToken cancellationToken) => Read("webhook", () => _inner.FindWebhookAsync(id, CancellationToken.None));

    public Task<IReadOnlyList<WebhookRecord>> ListWebhooksAsync(string scope, CancellationToken cancellationToken) =>
        Read("webhooks", () => _inner.ListWebhooksAsync(scope, CancellationToken.None));

    public Task<bool> DeleteWebhookAsync(string scope, string id, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> SaveSharedSchedulesAsync(IReadOnlyList<ScheduleRecord> schedules, long? sharedVersion, DateTimeOffset now, CancellationToken cancellationToken) =>
        Write("schedules", () => _inner.SaveSharedSchedulesAsync(schedules, sharedVersion, Now, CancellationToken.None));

    public Task<int> RemoveAbandonedSchedulesAsync(TimeSpan age, DateTimeOffset now, CancellationToken cancellationToken) =>
        Write("sweep", () => _inner.RemoveAbandonedSchedulesAsync(age, Now, CancellationToken.None));

    public Task<IReadOnlyList<ScheduleRecord>> ListSchedulesAsync(ScheduleQuery query, CancellationToken cancellationToken) => Read("schedules", () => _inner.ListSchedulesAsync(query, CancellationToken.None));

    public Task<int> MoveSchedulesAsync(IReadOnlyList<ScheduleMove> moves, CancellationToken cancellationToken) => Write("move schedules", () => _inner.MoveSchedulesAsync(moves, CancellationToken.None));

    public Task<bool> MovePollAsync(string scope, ScheduleAdvance advance, DateTimeOffset now, CancellationToken cancellationToken) => Write(
        "poll",
        async () =>
        {
            var before = world.Database.Schedules.Find(scope, advance.Rule, advance.Trigger)?.Cursor;
            var moved = await _inner.MovePollAsync(scope, advance, Now, CancellationToken.None);
            if (moved)
            {
                world.Mail.Moved(scope, advance, before);
            }

            return moved;
        },
        moved => $"{scope} {(advance.IsHeld ? "ends" : "begins")} {moved}");

    public Task<DueSchedules> ListDueSchedulesAsync(DueScheduleRequest request, CancellationToken cancellationToken) => Read(
        "due schedules",
        () => _inner.ListDueSchedulesAsync(
            new DueScheduleRequest { Now = Now, SharedRules = request.SharedRules, After = request.After, Limit = request.Limit }, CancellationToken.None));

    public Task<IReadOnlyList<DebounceRecord>> ListDebouncesAsync(string scope, DebounceFilter filter, CancellationToken cancellationToken) =>
        Read("debounces", () => _inner.ListDebouncesAsync(scope, filter, CancellationToken.None));

    public Task<DueDebounces> ListDueDebouncesAsync(DateTimeOffset now, DebounceRecord? after, int limit, CancellationToken cancellationToken) =>
        Read("due debounces", () => _inner.ListDueDebouncesAsync(Now, after, limit, CancellationToken.None));

    public Task<IReadOnlyList<ScheduleRecord>> ListSchedulesAsync(string scope, CancellationToken cancellationToken) =>
        Read("schedules of scope", () => _inner.ListSchedulesAsync(scope, CancellationToken.None));

    public Task<IReadOnlyList<string>> ListScopesAsync(string? after, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<PurgeChunk> PurgeAsync(PurgeRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Suggestion?> AddSuggestionAsync(Suggestion suggestion, CancellationToken cancellationToken) =>
        Write("suggest", () => _inner.AddSuggestionAsync(suggestion, CancellationToken.None), added => $"{suggestion.Scope} {suggestion.Key} {added?.State}");

    public Task<Suggestion?> FindSuggestionAsync(string scope, SuggestionId id, CancellationToken cancellationToken) =>
        Read("suggestion", () => _inner.FindSuggestionAsync(scope, id, CancellationToken.None));

    public Task<IReadOnlyList<Suggestion>> ListSuggestionsAsync(string scope, SuggestionQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Suggestion?> DismissSuggestionAsync(SuggestionDismissal dismissal, CancellationToken cancellationToken) =>
        Write("dismiss", () => _inner.DismissSuggestionAsync(dismissal, CancellationToken.None), left => $"{dismissal.Scope} {left?.Key} {left?.State}");

    public Task<IReadOnlyList<BudgetRecord>> ListBudgetsAsync(string scope, IReadOnlyCollection<BudgetKey> keys, CancellationToken cancellationToken) =>
        Read("budgets", () => _inner.ListBudgetsAsync(scope, keys, CancellationToken.None));

    public Task<ForgetChunk> ForgetAsync(ForgetRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<string>> DiagnoseAsync(DateTimeOffset now, NodeLease? roomy, CancellationToken cancellationToken) =>
        Read("diagnose", () => _inner.DiagnoseAsync(Now, roomy, CancellationToken.None));

    /// <summary>A process that died is not seen to: its lease tells.</summary>
    public ValueTask DisposeAsync() => default;

    private static string Describe(StoreOperation operation, OperationResult result) => (operation, result) switch
    {
        (AcceptOperation accept, AcceptResult answer) => $"accept {accept.Event?.Type} {accept.Event?.Subject} {answer.Status} {string.Join("+", accept.Runs.Select(run => run.Run.Id))}",
        (RecordOperation record, RecordResult answer) =>
            $"record {record.RunId}#{record.ClaimNumber} [{string.Join("; ", record.Entries.Select(entry => $"{entry.Path} {entry.Kind} {entry.Try} {entry.Status}"))}] {record.Transition.GetType().Name} {(answer.Applied ? answer.Transitioned ? "yes" : "stays" : "refused")}",
        (SignalOperation signal, SignalResult answer) => $"signal {signal.RunId} {signal.Signal.Key.Kind} {answer.Status}",
        _ => operation.GetType().Name,
    };

    private Task<T> Read<T>(string what, Func<Task<T>> ask) => Ask(what, write: false, ask, null, []);

    private Task<T> Write<T>(string what, Func<Task<T>> ask, Func<T, string>? describe = null, IReadOnlyList<StoreOperation>? operations = null) =>
        Ask(what, write: true, ask, describe, operations ?? []);

    private async Task<T> Ask<T>(string what, bool write, Func<Task<T>> ask, Func<T, string>? describe, IReadOnlyList<StoreOperation> operations)
    {
        life.ThrowIfDead();

        // Half of the time the way there takes it, else the way back.
        var (latency, slowThere) = (world.Weather.Latency(), world.Scheduler.Chance(0.5));
        var fault = world.Weather.Next(write);
        if (slowThere)
        {
            await world.Scheduler.Delay(latency);
        }

        if (fault == StoreFault.Refused || Now < world.Weather.StoreAwayUntil || Now < machine.CutUntil)
        {
            fault = StoreFault.Refused;
        }

        T answer = default!;
        Exception? refusal = null;
        if (fault is not (StoreFault.Refused or StoreFault.QuestionLost or StoreFault.Late))
        {
            try
            {
                answer = await ask();
                if (write)
                {
                    world.Check();
                }
            }
            catch (Exception exception)
            {
                refusal = exception;
                if (exception is not (NodeFencedException or RuleConflictException) && !operations.Any(_late.Contains))
                {
                    world.Witness.Complain($"A {what} of machine {machine.Name} at {Now:T} cannot be done: {exception.Message}");
                }
            }
        }

        world.Trace.Add(what[0]);
        if (write || fault != StoreFault.None)
        {
            world.Counts.Add(refusal is null ? $"{fault}" : refusal.GetType().Name);
            world.Trace.Add(Now, $"{machine.Name}/{life.NodeId} {what} {fault} {(refusal is null ? fault is StoreFault.Refused or StoreFault.QuestionLost or StoreFault.Late ? "" : describe?.Invoke(answer) : refusal.Message)}");
        }

        if (write)
        {
            machine.SufferAtAWrite();
        }

        if (ComesLater(what, fault))
        {
            _late.UnionWith(operations);
            world.Scheduler.After(world.Scheduler.Between(0, 2000), () => _ = AskLateAsync(what, ask));
        }

        await machine.Pass(life, slowThere ? TimeSpan.Zero : latency);
        return fault switch
        {
            StoreFault.Refused => throw new StoreUnavailableException("A fault of the simulation: it was not stored."),
            StoreFault.AnswerLost or StoreFault.QuestionLost or StoreFault.Late => throw new CommitUnknownException("A fault of the simulation."),
            _ => refusal is null ? answer : throw refusal,
        };
    }

    /// <summary>What is not safe against itself comes once.</summary>
    private static bool ComesLater(string what, StoreFault fault) => (what, fault) switch
    {
        ("commit" or "claim", StoreFault.Twice or StoreFault.Late) => true,
        ("save rule" or "setting" or "override" or "release" or "schedules" or "poll" or "webhook" or "suggest" or "dismiss", StoreFault.Late) => true,
        _ => false,
    };

    private async Task AskLateAsync<T>(string what, Func<Task<T>> ask)
    {
        try
        {
            await ask();
            world.Trace.Add(Now, $"{machine.Name} {what} arrived late");
        }
        catch (Exception exception)
        {
            world.Trace.Add(Now, $"{machine.Name} {what} arrived late and was refused: {exception.Message}");
        }

        world.Check();
    }
}
