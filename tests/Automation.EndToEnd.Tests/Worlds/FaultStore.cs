using Automation.Storage;

namespace Automation.EndToEnd.Worlds;

/// <summary>Stands between an engine and its store: counts every operation, and lets it go wrong where the plan says so.</summary>
internal sealed class FaultStore(IWorldData data, FaultPlan plan, Life life, CommitWitness witness) : IAutomationStore
{
    private readonly IAutomationStore _inner = data.NewStore();

    public string Name => _inner.Name;

    public int ConcurrentCommits => _inner.ConcurrentCommits;

    public Task<bool> ExistsAsync(CancellationToken cancellationToken) => _inner.ExistsAsync(cancellationToken);

    public Task OpenAsync(CancellationToken cancellationToken) => _inner.OpenAsync(cancellationToken);

    public Task<DateTimeOffset?> ReadClockAsync(CancellationToken cancellationToken)
    {
        ThrowIfAway();
        return plan.StoreClock is { } clock ? Task.FromResult<DateTimeOffset?>(clock.GetUtcNow()) : _inner.ReadClockAsync(cancellationToken);
    }

    public Task ListenAsync(Action heard, CancellationToken cancellationToken)
    {
        plan.BeforeListen?.Invoke();
        return _inner.ListenAsync(heard, cancellationToken);
    }

    public Task<NodeLease?> JoinAsync(DateTimeOffset now, TimeSpan lease, CancellationToken cancellationToken) => Write(async () =>
    {
        var node = await _inner.JoinAsync(now, lease, cancellationToken);
        life.NodeId = node?.NodeId ?? 0;
        return node;
    });

    public Task<bool> RenewAsync(NodeLease node, DateTimeOffset now, CancellationToken cancellationToken) =>
        Read(async () =>
        {
            await (plan.BeforeRenew?.Invoke() ?? Task.CompletedTask);
            return node.NodeId != plan.FencedNode && await _inner.RenewAsync(node, now, cancellationToken);
        });

    public Task<int> TakeOverAsync(NodeLease node, DateTimeOffset now, CancellationToken cancellationToken) =>
        Write(() => _inner.TakeOverAsync(node, now, cancellationToken));

    public Task LeaveAsync(NodeLease node, DateTimeOffset now, CancellationToken cancellationToken) => Write(async () =>
    {
        await _inner.LeaveAsync(node, now, cancellationToken);
        return true;
    });

    public Task<IReadOnlyList<OperationResult>> CommitAsync(CommitBatch batch, CancellationToken cancellationToken) => Write(async () =>
    {
        Fence(batch.Node);
        if (plan.BeforeCommit is { } before)
        {
            await before(batch);
        }

        var without = new List<RunId>();
        foreach (var run in witness.Began(batch))
        {
            if (await _inner.LoadRunAsync(run, CancellationToken.None) is { Live.HoldsPermit: false })
            {
                without.Add(run);
            }
        }

        var results = await _inner.CommitAsync(batch, cancellationToken);
        witness.Committed(batch, results);
        foreach (var (operation, result) in batch.Operations.Zip(results))
        {
            if (operation is RecordOperation record && result is RecordResult { Applied: true } && without.Contains(record.RunId))
            {
                witness.Complain($"I7: run {record.RunId} was in a step, and held no permit.");
            }
        }

        await CountAsync();
        return results;
    });

    public Task<IReadOnlyList<StoredRun>> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken) => Write(async () =>
    {
        Fence(request.Node);
        var runs = await _inner.ClaimAsync(request, cancellationToken);
        witness.Claimed(runs);
        await CountAsync();
        return runs;
    });

    public Task<DueInfo> NextDueAsync(DateTimeOffset now, IReadOnlyList<string> except, CancellationToken cancellationToken) => Read(() => _inner.NextDueAsync(now, except, cancellationToken));

    public Task<StoredRun?> LoadRunAsync(RunId runId, CancellationToken cancellationToken) => Read(() => _inner.LoadRunAsync(runId, cancellationToken));

    public Task<IReadOnlyList<RunId>> ListOwnedAsync(NodeLease node, bool signalledOnly, CancellationToken cancellationToken) =>
        Read(() => _inner.ListOwnedAsync(node, signalledOnly, cancellationToken));

    public Task<IReadOnlyList<LiveRun>> ListLiveRunsAsync(RunId? after, int limit, CancellationToken cancellationToken) =>
        Read(() => _inner.ListLiveRunsAsync(after, limit, cancellationToken));

    public Task<EventRecord?> FindEventAsync(string scope, AutomationEventId eventId, CancellationToken cancellationToken) =>
        Read(() => _inner.FindEventAsync(scope, eventId, cancellationToken));

    public Task<IReadOnlyList<EventSummary>> ListEventsAsync(string scope, EventQuery query, CancellationToken cancellationToken) =>
        Read(() => _inner.ListEventsAsync(scope, query, cancellationToken));

    public Task<StoredRun?> FindRunAsync(string scope, RunId runId, CancellationToken cancellationToken) =>
        Read(() => _inner.FindRunAsync(scope, runId, cancellationToken));

    public Task<IReadOnlyList<StoredRunSummary>> ListRunsAsync(string scope, RunQuery query, CancellationToken cancellationToken) =>
        Read(() => _inner.ListRunsAsync(scope, query, cancellationToken));

    public Task<IReadOnlyList<RunCount>> CountRunsAsync(string scope, DateTimeOffset from, CancellationToken cancellationToken) =>
        Read(() => _inner.CountRunsAsync(scope, from, cancellationToken));

    public Task<IReadOnlyList<LogRecord>> ListLogAsync(string scope, RunId runId, long after, int limit, CancellationToken cancellationToken) =>
        Read(() => _inner.ListLogAsync(scope, runId, after, limit, cancellationToken));

    public Task<ScopeRules> LoadRulesAsync(string scope, CancellationToken cancellationToken) => Read(() => _inner.LoadRulesAsync(scope, cancellationToken));

    public Task<IReadOnlyList<StoredRule>> ListDeletedRulesAsync(string scope, CancellationToken cancellationToken) => Read(() => _inner.ListDeletedRulesAsync(scope, cancellationToken));

    public Task<IReadOnlyDictionary<string, long>> ReadScopeVersionsAsync(IReadOnlyCollection<string> scopes, CancellationToken cancellationToken) =>
        Read(() => _inner.ReadScopeVersionsAsync(scopes, cancellationToken));

    public Task<StoredRule?> FindRuleVersionAsync(string scope, string rule, string hash, CancellationToken cancellationToken) =>
        Read(() => _inner.FindRuleVersionAsync(scope, rule, hash, cancellationToken));

    public Task<string?> FindRuleScopeAsync(string rule, CancellationToken cancellationToken) => Read(() => _inner.FindRuleScopeAsync(rule, cancellationToken));

    public Task<IReadOnlyList<StoredRule>> ListRuleVersionsAsync(string scope, string rule, int? before, int limit, CancellationToken cancellationToken) =>
        Read(() => _inner.ListRuleVersionsAsync(scope, rule, before, limit, cancellationToken));

    public Task<StoredRule?> SaveRuleAsync(RuleSave save, CancellationToken cancellationToken) => Write(async () =>
    {
        await (plan.BeforeSaveRule?.Invoke() ?? Task.CompletedTask);
        return await _inner.SaveRuleAsync(save, cancellationToken);
    });

    public Task<bool?> DeleteRuleAsync(RuleDeletion deletion, CancellationToken cancellationToken) => Write(() => _inner.DeleteRuleAsync(deletion, cancellationToken));

    public Task<RuleSettingRecord?> SaveSettingAsync(SettingChange change, CancellationToken cancellationToken) =>
        Write(() => _inner.SaveSettingAsync(change, cancellationToken));

    public Task<IReadOnlyList<RuleSettingRecord>> ListSettingsAsync(
        IReadOnlyCollection<string> rules, RuleSettingRecord? after, int limit, CancellationToken cancellationToken) =>
        Read(() => _inner.ListSettingsAsync(rules, after, limit, cancellationToken));

    public Task<bool> OverrideSubjectAsync(string scope, SubjectOverride standing, SignalRecord pause, CancellationToken cancellationToken) =>
        Write(() => _inner.OverrideSubjectAsync(scope, standing, pause, cancellationToken));

    public Task<bool> ReleaseSubjectAsync(string scope, string subject, DateTimeOffset now, CancellationToken cancellationToken) =>
        Write(() => _inner.ReleaseSubjectAsync(scope, subject, now, cancellationToken));

    public Task<bool> SaveBreakerAsync(string scope, RuleBreaker breaker, long scopeVersion, CancellationToken cancellationToken) =>
        Write(() => _inner.SaveBreakerAsync(scope, breaker, scopeVersion, cancellationToken));

    public Task<bool> SaveWebhookAsync(WebhookRecord webhook, long scopeVersion, long sharedVersion, CancellationToken cancellationToken) =>
        Write(() => _inner.SaveWebhookAsync(webhook, scopeVersion, sharedVersion, cancellationToken));

    public Task<WebhookRecord?> FindWebhookAsync(string id, CancellationToken cancellationToken) => Read(() => _inner.FindWebhookAsync(id, cancellationToken));

    public Task<IReadOnlyList<WebhookRecord>> ListWebhooksAsync(string scope, CancellationToken cancellationToken) => Read(() => _inner.ListWebhooksAsync(scope, cancellationToken));

    public Task<bool> DeleteWebhookAsync(string scope, string id, CancellationToken cancellationToken) => Write(() => _inner.DeleteWebhookAsync(scope, id, cancellationToken));

    public Task<bool> SaveSharedSchedulesAsync(IReadOnlyList<ScheduleRecord> schedules, long? sharedVersion, DateTimeOffset now, CancellationToken cancellationToken) =>
        Write(() => _inner.SaveSharedSchedulesAsync(schedules, sharedVersion, now, cancellationToken));

    public Task<int> RemoveAbandonedSchedulesAsync(TimeSpan age, DateTimeOffset now, CancellationToken cancellationToken) =>
        Write(() => _inner.RemoveAbandonedSchedulesAsync(age, now, cancellationToken));

    public Task<IReadOnlyList<ScheduleRecord>> ListSchedulesAsync(ScheduleQuery query, CancellationToken cancellationToken) => Read(() => _inner.ListSchedulesAsync(query, cancellationToken));

    public Task<int> MoveSchedulesAsync(IReadOnlyList<ScheduleMove> moves, CancellationToken cancellationToken) => Write(() => _inner.MoveSchedulesAsync(moves, cancellationToken));

    public Task<bool> MovePollAsync(string scope, ScheduleAdvance advance, DateTimeOffset now, CancellationToken cancellationToken) => Write(() => _inner.MovePollAsync(scope, advance, now, cancellationToken));

    public Task<DueSchedules> ListDueSchedulesAsync(DueScheduleRequest request, CancellationToken cancellationToken) =>
        Read(() => _inner.ListDueSchedulesAsync(request, cancellationToken));

    public Task<IReadOnlyList<ScheduleRecord>> ListSchedulesAsync(string scope, CancellationToken cancellationToken) =>
        Read(() => _inner.ListSchedulesAsync(scope, cancellationToken));

    public Task<IReadOnlyList<string>> ListScopesAsync(string? after, int limit, CancellationToken cancellationToken) =>
        Read(() => _inner.ListScopesAsync(after, limit, cancellationToken));

    public Task<PurgeChunk> PurgeAsync(PurgeRequest request, CancellationToken cancellationToken) => Write(() => _inner.PurgeAsync(request, cancellationToken));

    public Task<Suggestion?> AddSuggestionAsync(Suggestion suggestion, CancellationToken cancellationToken) => Write(() => _inner.AddSuggestionAsync(suggestion, cancellationToken));

    public Task<Suggestion?> FindSuggestionAsync(string scope, SuggestionId id, CancellationToken cancellationToken) => Read(() => _inner.FindSuggestionAsync(scope, id, cancellationToken));

    public Task<IReadOnlyList<Suggestion>> ListSuggestionsAsync(string scope, SuggestionQuery query, CancellationToken cancellationToken) => Read(() => _inner.ListSuggestionsAsync(scope, query, cancellationToken));

    public Task<Suggestion?> DismissSuggestionAsync(SuggestionDismissal dismissal, CancellationToken cancellationToken) => Write(() => _inner.DismissSuggestionAsync(dismissal, cancellationToken));

    public Task<IReadOnlyList<BudgetRecord>> ListBudgetsAsync(string scope, IReadOnlyCollection<BudgetKey> keys, CancellationToken cancellationToken) =>
        Read(() => _inner.ListBudgetsAsync(scope, keys, cancellationToken));

    public Task<ForgetChunk> ForgetAsync(ForgetRequest request, CancellationToken cancellationToken) => Write(() => _inner.ForgetAsync(request, cancellationToken));

    public Task<IReadOnlyList<DebounceRecord>> ListDebouncesAsync(string scope, DebounceFilter filter, CancellationToken cancellationToken) =>
        Read(() => _inner.ListDebouncesAsync(scope, filter, cancellationToken));

    public Task<DueDebounces> ListDueDebouncesAsync(DateTimeOffset now, DebounceRecord? after, int limit, CancellationToken cancellationToken) =>
        Read(() => _inner.ListDueDebouncesAsync(now, after, limit, cancellationToken));

    public Task<IReadOnlyList<string>> DiagnoseAsync(DateTimeOffset now, NodeLease? roomy, CancellationToken cancellationToken) =>
        Read(() => _inner.DiagnoseAsync(now, roomy, cancellationToken));

    public ValueTask DisposeAsync() => data.CloseAsync(_inner);

    /// <summary>Counts what is committed, where limits count.</summary>
    private async Task CountAsync()
    {
        if (witness.CountsPermits)
        {
            witness.Counted(await _inner.ListRunsAsync(World.Scope, new RunQuery { Limit = 200 }, CancellationToken.None));
        }
    }

    private void Fence(NodeLease? node)
    {
        if (node is not null && node.NodeId == plan.FencedNode)
        {
            throw new NodeFencedException(node.NodeId);
        }
    }

    private void ThrowIfAway()
    {
        if (plan.IsAway)
        {
            throw new StoreUnavailableException("away");
        }
    }

    private async Task<T> Read<T>(Func<Task<T>> read)
    {
        life.ThrowIfDead();
        ThrowIfAway();
        plan.BeforeRead?.Invoke();
        if (plan.Next(write: false) is not null)
        {
            life.End();
            life.ThrowIfDead();
        }

        var answer = await read();
        life.ThrowIfDead();
        return answer;
    }

    private async Task<T> Write<T>(Func<Task<T>> write)
    {
        life.ThrowIfDead();
        ThrowIfAway();
        var fault = plan.Next(write: true);
        if (fault == FaultKind.UnknownLost)
        {
            throw new CommitUnknownException("A fault that a test made: it was not stored.");
        }

        if (fault == FaultKind.CrashBefore)
        {
            life.End();
            life.ThrowIfDead();
        }

        var answer = await write();
        if (fault == FaultKind.UnknownStored)
        {
            throw new CommitUnknownException("A fault that a test made: it was stored.");
        }

        if (fault == FaultKind.CrashAfter)
        {
            life.End();
        }

        life.ThrowIfDead();
        return answer;
    }
}
