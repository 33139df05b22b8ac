using Automation.Storage;

namespace Automation.Engine.Tests.Running.Driving;

/// <summary>A store in memory whose commits a test can watch, hold up or refuse.</summary>
internal sealed class HookedStore(InMemoryDatabase database) : IAutomationStore, ITransactionStore
{
    private readonly InMemoryStore _inner = new(database);
    private CancellationTokenSource? _listening;

    /// <summary>Called before a batch is stored; may throw, wait, or store something itself through the inner store.</summary>
    public Func<InMemoryStore, CommitBatch, Task>? BeforeCommit { get; set; }

    /// <summary>Called after a batch was stored.</summary>
    public Func<CommitBatch, Task>? AfterCommit { get; set; }

    /// <summary>Called before a handler's transaction is committed; may wait, or throw as a transaction does that breaks.</summary>
    public Func<RecordOperation, Task>? BeforeCommitOfStep { get; set; }

    /// <summary>Called before a rule's version is looked up.</summary>
    public Action? BeforeFindRule { get; set; }

    /// <summary>Called before a scope's rules are read; may wait or throw.</summary>
    public Func<Task>? BeforeLoadRules { get; set; }

    /// <summary>Called before a rule is saved; may save something itself through the inner store.</summary>
    public Func<InMemoryStore, RuleSave, Task>? BeforeSaveRule { get; set; }

    /// <summary>Called before what is set for a rule is saved.</summary>
    public Action<SettingChange>? BeforeSaveSetting { get; set; }

    /// <summary>Called before a breaker is saved; may throw.</summary>
    public Action? BeforeSaveBreaker { get; set; }

    /// <summary>Called before an event is looked up; may wait or throw.</summary>
    public Func<Task>? BeforeFindEvent { get; set; }

    /// <summary>Called instead of saving a webhook, with what saves it; may do so later.</summary>
    public Func<Func<Task<bool>>, Task<bool>>? SaveWebhook { get; set; }

    /// <summary>Called before a webhook is looked up; may throw.</summary>
    public Action? BeforeFindWebhook { get; set; }

    /// <summary>Called after a webhook was looked up, before anybody hears of it.</summary>
    public Func<Task>? AfterFindWebhook { get; set; }

    /// <summary>Called before due schedules are looked for.</summary>
    public Action<DueScheduleRequest>? BeforeListDue { get; set; }

    /// <summary>Called before schedules of shared rules are stored.</summary>
    public Action<IReadOnlyList<ScheduleRecord>>? BeforeSaveShared { get; set; }

    /// <summary>Called before live runs are listed; may wait.</summary>
    public Func<CancellationToken, Task>? BeforeListLive { get; init; }

    /// <summary>Answers for a chunk of history instead of the store.</summary>
    public Func<PurgeRequest, PurgeChunk>? AnswerPurge { get; init; }

    /// <summary>Called before it is asked what is due; may wait.</summary>
    public Func<Task>? BeforeNextDue { get; set; }

    /// <summary>Called after runs were claimed, before anybody hears of it; may wait.</summary>
    public Func<IReadOnlyList<StoredRun>, Task>? AfterClaim { get; set; }

    /// <summary>Called when somebody begins to listen, with the token that ends it.</summary>
    public Action<CancellationToken>? BeforeListen { get; init; }

    /// <summary>Called when whoever listens was told something.</summary>
    public Action? AfterHeard { get; set; }

    /// <summary>Called before it is asked for the runs that a node owns; with whether only for those that have signals.</summary>
    public Action<bool>? BeforeListOwned { get; init; }

    /// <summary>Called before due series of events are looked for.</summary>
    public Action? BeforeListSeries { get; init; }

    /// <summary>The store's own clock; null when it has none.</summary>
    public Func<DateTimeOffset?>? ReadClock { get; set; }

    public string Name => _inner.Name;

    public int ConcurrentCommits { get; init; } = 1;

    public Task<bool> ExistsAsync(CancellationToken cancellationToken) => _inner.ExistsAsync(cancellationToken);

    public Task OpenAsync(CancellationToken cancellationToken) => _inner.OpenAsync(cancellationToken);

    public Task<DateTimeOffset?> ReadClockAsync(CancellationToken cancellationToken) =>
        ReadClock is { } read ? Task.FromResult(read()) : _inner.ReadClockAsync(cancellationToken);

    public async Task ListenAsync(Action heard, CancellationToken cancellationToken)
    {
        BeforeListen?.Invoke(cancellationToken);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _listening = either;
        await _inner.ListenAsync(
            () =>
            {
                heard();
                AfterHeard?.Invoke();
            },
            either.Token);
        if (!cancellationToken.IsCancellationRequested)
        {
            throw new StoreUnavailableException("The link is cut.");
        }
    }

    /// <summary>Whoever listens hears nothing any more, and is told so.</summary>
    public Task CutNewsAsync() => _listening!.CancelAsync();

    public Task<NodeLease?> JoinAsync(DateTimeOffset now, TimeSpan lease, CancellationToken cancellationToken) => _inner.JoinAsync(now, lease, cancellationToken);

    public Task<bool> RenewAsync(NodeLease node, DateTimeOffset now, CancellationToken cancellationToken) => _inner.RenewAsync(node, now, cancellationToken);

    public Task<int> TakeOverAsync(NodeLease node, DateTimeOffset now, CancellationToken cancellationToken) => _inner.TakeOverAsync(node, now, cancellationToken);

    public Task LeaveAsync(NodeLease node, DateTimeOffset now, CancellationToken cancellationToken) => _inner.LeaveAsync(node, now, cancellationToken);

    public async Task<IReadOnlyList<OperationResult>> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
    {
        if (BeforeCommit is { } before)
        {
            await before(_inner, batch);
        }

        var results = await _inner.CommitAsync(batch, cancellationToken);
        if (AfterCommit is { } after)
        {
            await after(batch);
        }

        return results;
    }

    Task ITransactionStore.CheckAsync(IServiceProvider services, Type context, CancellationToken cancellationToken) => Task.CompletedTask;

    Task<IStepTransaction> ITransactionStore.BeginAsync(IServiceProvider services, Type context, CancellationToken cancellationToken) =>
        Task.FromResult<IStepTransaction>(new HookedTransaction(this));

    public async Task<IReadOnlyList<StoredRun>> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken)
    {
        var claimed = await _inner.ClaimAsync(request, cancellationToken);
        if (AfterClaim is { } after)
        {
            await after(claimed);
        }

        return claimed;
    }

    public async Task<DueInfo> NextDueAsync(DateTimeOffset now, IReadOnlyList<string> except, CancellationToken cancellationToken)
    {
        await (BeforeNextDue?.Invoke() ?? Task.CompletedTask);
        return await _inner.NextDueAsync(now, except, cancellationToken);
    }

    public Task<StoredRun?> LoadRunAsync(RunId runId, CancellationToken cancellationToken) => _inner.LoadRunAsync(runId, cancellationToken);

    public Task<IReadOnlyList<RunId>> ListOwnedAsync(NodeLease node, bool signalledOnly, CancellationToken cancellationToken)
    {
        BeforeListOwned?.Invoke(signalledOnly);
        return _inner.ListOwnedAsync(node, signalledOnly, cancellationToken);
    }

    public async Task<IReadOnlyList<LiveRun>> ListLiveRunsAsync(RunId? after, int limit, CancellationToken cancellationToken)
    {
        if (BeforeListLive is { } before)
        {
            await before(cancellationToken);
        }

        return await _inner.ListLiveRunsAsync(after, limit, cancellationToken);
    }

    public async Task<EventRecord?> FindEventAsync(string scope, AutomationEventId eventId, CancellationToken cancellationToken)
    {
        if (BeforeFindEvent is { } before)
        {
            await before();
        }

        return await _inner.FindEventAsync(scope, eventId, cancellationToken);
    }

    public Task<IReadOnlyList<EventSummary>> ListEventsAsync(string scope, EventQuery query, CancellationToken cancellationToken) =>
        _inner.ListEventsAsync(scope, query, cancellationToken);

    public Task<StoredRun?> FindRunAsync(string scope, RunId runId, CancellationToken cancellationToken) => _inner.FindRunAsync(scope, runId, cancellationToken);

    public Task<IReadOnlyList<StoredRunSummary>> ListRunsAsync(string scope, RunQuery query, CancellationToken cancellationToken) =>
        _inner.ListRunsAsync(scope, query, cancellationToken);

    public Task<IReadOnlyList<RunCount>> CountRunsAsync(string scope, DateTimeOffset from, CancellationToken cancellationToken) => _inner.CountRunsAsync(scope, from, cancellationToken);

    public Task<IReadOnlyList<LogRecord>> ListLogAsync(string scope, RunId runId, long after, int limit, CancellationToken cancellationToken) =>
        _inner.ListLogAsync(scope, runId, after, limit, cancellationToken);

    public async Task<ScopeRules> LoadRulesAsync(string scope, CancellationToken cancellationToken)
    {
        if (BeforeLoadRules is { } before)
        {
            await before();
        }

        return await _inner.LoadRulesAsync(scope, cancellationToken);
    }

    public Task<IReadOnlyList<StoredRule>> ListDeletedRulesAsync(string scope, CancellationToken cancellationToken) => _inner.ListDeletedRulesAsync(scope, cancellationToken);

    public Task<IReadOnlyDictionary<string, long>> ReadScopeVersionsAsync(IReadOnlyCollection<string> scopes, CancellationToken cancellationToken) =>
        _inner.ReadScopeVersionsAsync(scopes, cancellationToken);

    public Task<StoredRule?> FindRuleVersionAsync(string scope, string rule, string hash, CancellationToken cancellationToken)
    {
        BeforeFindRule?.Invoke();
        return _inner.FindRuleVersionAsync(scope, rule, hash, cancellationToken);
    }

    public Task<string?> FindRuleScopeAsync(string rule, CancellationToken cancellationToken) => _inner.FindRuleScopeAsync(rule, cancellationToken);

    public Task<IReadOnlyList<StoredRule>> ListRuleVersionsAsync(string scope, string rule, int? before, int limit, CancellationToken cancellationToken) =>
        _inner.ListRuleVersionsAsync(scope, rule, before, limit, cancellationToken);

    public async Task<StoredRule?> SaveRuleAsync(RuleSave save, CancellationToken cancellationToken)
    {
        if (BeforeSaveRule is { } before)
        {
            await before(_inner, save);
        }

        return await _inner.SaveRuleAsync(save, cancellationToken);
    }

    public Task<bool?> DeleteRuleAsync(RuleDeletion deletion, CancellationToken cancellationToken) => _inner.DeleteRuleAsync(deletion, cancellationToken);

    public Task<RuleSettingRecord?> SaveSettingAsync(SettingChange change, CancellationToken cancellationToken)
    {
        BeforeSaveSetting?.Invoke(change);
        return _inner.SaveSettingAsync(change, cancellationToken);
    }

    public Task<IReadOnlyList<RuleSettingRecord>> ListSettingsAsync(
        IReadOnlyCollection<string> rules, RuleSettingRecord? after, int limit, CancellationToken cancellationToken) =>
        _inner.ListSettingsAsync(rules, after, limit, cancellationToken);

    public Task<bool> OverrideSubjectAsync(string scope, SubjectOverride standing, SignalRecord pause, CancellationToken cancellationToken) =>
        _inner.OverrideSubjectAsync(scope, standing, pause, cancellationToken);

    public Task<bool> ReleaseSubjectAsync(string scope, string subject, DateTimeOffset now, CancellationToken cancellationToken) =>
        _inner.ReleaseSubjectAsync(scope, subject, now, cancellationToken);

    public Task<bool> SaveBreakerAsync(string scope, RuleBreaker breaker, long scopeVersion, CancellationToken cancellationToken)
    {
        BeforeSaveBreaker?.Invoke();
        return _inner.SaveBreakerAsync(scope, breaker, scopeVersion, cancellationToken);
    }

    public Task<bool> SaveWebhookAsync(WebhookRecord webhook, long scopeVersion, long sharedVersion, CancellationToken cancellationToken)
    {
        Task<bool> SaveAsync() => _inner.SaveWebhookAsync(webhook, scopeVersion, sharedVersion, cancellationToken);
        return SaveWebhook is { } save ? save(SaveAsync) : SaveAsync();
    }

    public async Task<WebhookRecord?> FindWebhookAsync(string id, CancellationToken cancellationToken)
    {
        BeforeFindWebhook?.Invoke();
        var found = await _inner.FindWebhookAsync(id, cancellationToken);
        await (AfterFindWebhook?.Invoke() ?? Task.CompletedTask);
        return found;
    }

    public Task<IReadOnlyList<WebhookRecord>> ListWebhooksAsync(string scope, CancellationToken cancellationToken) => _inner.ListWebhooksAsync(scope, cancellationToken);

    public Task<bool> DeleteWebhookAsync(string scope, string id, CancellationToken cancellationToken) => _inner.DeleteWebhookAsync(scope, id, cancellationToken);

    public Task<bool> SaveSharedSchedulesAsync(IReadOnlyList<ScheduleRecord> schedules, long? sharedVersion, DateTimeOffset now, CancellationToken cancellationToken)
    {
        BeforeSaveShared?.Invoke(schedules);
        return _inner.SaveSharedSchedulesAsync(schedules, sharedVersion, now, cancellationToken);
    }

    public Task<IReadOnlyList<ScheduleRecord>> ListSchedulesAsync(ScheduleQuery query, CancellationToken cancellationToken) => _inner.ListSchedulesAsync(query, cancellationToken);

    public Task<int> MoveSchedulesAsync(IReadOnlyList<ScheduleMove> moves, CancellationToken cancellationToken) => _inner.MoveSchedulesAsync(moves, cancellationToken);

    public Task<bool> MovePollAsync(string scope, ScheduleAdvance advance, DateTimeOffset now, CancellationToken cancellationToken) => _inner.MovePollAsync(scope, advance, now, cancellationToken);

    public Task<int> RemoveAbandonedSchedulesAsync(TimeSpan age, DateTimeOffset now, CancellationToken cancellationToken) =>
        _inner.RemoveAbandonedSchedulesAsync(age, now, cancellationToken);

    public Task<DueSchedules> ListDueSchedulesAsync(DueScheduleRequest request, CancellationToken cancellationToken)
    {
        BeforeListDue?.Invoke(request);
        return _inner.ListDueSchedulesAsync(request, cancellationToken);
    }

    public Task<IReadOnlyList<DebounceRecord>> ListDebouncesAsync(string scope, DebounceFilter filter, CancellationToken cancellationToken) =>
        _inner.ListDebouncesAsync(scope, filter, cancellationToken);

    public Task<DueDebounces> ListDueDebouncesAsync(DateTimeOffset now, DebounceRecord? after, int limit, CancellationToken cancellationToken)
    {
        BeforeListSeries?.Invoke();
        return _inner.ListDueDebouncesAsync(now, after, limit, cancellationToken);
    }

    public Task<IReadOnlyList<ScheduleRecord>> ListSchedulesAsync(string scope, CancellationToken cancellationToken) =>
        _inner.ListSchedulesAsync(scope, cancellationToken);

    public Task<IReadOnlyList<string>> ListScopesAsync(string? after, int limit, CancellationToken cancellationToken) => _inner.ListScopesAsync(after, limit, cancellationToken);

    public Task<PurgeChunk> PurgeAsync(PurgeRequest request, CancellationToken cancellationToken) =>
        AnswerPurge is { } answer ? Task.FromResult(answer(request)) : _inner.PurgeAsync(request, cancellationToken);

    public Task<Suggestion?> AddSuggestionAsync(Suggestion suggestion, CancellationToken cancellationToken) => _inner.AddSuggestionAsync(suggestion, cancellationToken);

    public Task<Suggestion?> FindSuggestionAsync(string scope, SuggestionId id, CancellationToken cancellationToken) => _inner.FindSuggestionAsync(scope, id, cancellationToken);

    public Task<IReadOnlyList<Suggestion>> ListSuggestionsAsync(string scope, SuggestionQuery query, CancellationToken cancellationToken) => _inner.ListSuggestionsAsync(scope, query, cancellationToken);

    public Task<Suggestion?> DismissSuggestionAsync(SuggestionDismissal dismissal, CancellationToken cancellationToken) => _inner.DismissSuggestionAsync(dismissal, cancellationToken);

    public Task<IReadOnlyList<BudgetRecord>> ListBudgetsAsync(string scope, IReadOnlyCollection<BudgetKey> keys, CancellationToken cancellationToken) =>
        _inner.ListBudgetsAsync(scope, keys, cancellationToken);

    public Task<ForgetChunk> ForgetAsync(ForgetRequest request, CancellationToken cancellationToken) => _inner.ForgetAsync(request, cancellationToken);

    public Task<IReadOnlyList<string>> DiagnoseAsync(DateTimeOffset now, NodeLease? roomy, CancellationToken cancellationToken) => _inner.DiagnoseAsync(now, roomy, cancellationToken);

    public ValueTask DisposeAsync() => _inner.DisposeAsync();
}
