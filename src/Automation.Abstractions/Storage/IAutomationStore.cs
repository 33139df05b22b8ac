namespace Automation.Storage;

/// <summary>The storage port: what the engine needs of a store. Each method is one atomic act.</summary>
/// <remarks>
/// <para>The XML docs are the contract and the conformance suite (<c>Automation.Storage.Conformance</c>) is its proof.</para>
/// <para>An object of a store is one process' door to it: disposing it without <see cref="LeaveAsync"/> is what a crash looks like to the store.
/// All methods may be called concurrently, except that of <see cref="CommitAsync"/> there are at most <see cref="ConcurrentCommits"/> calls at a time.</para>
/// <para>A store throws <see cref="StoreUnavailableException"/> when nothing was stored and a later try may work,
/// <see cref="CommitUnknownException"/> when it cannot say whether a commit was stored, and lets every other exception mean: nothing was stored, and the same call will fail again.</para>
/// <para>Instants are UTC, kept to the microsecond at least (what is finer may be cut off); the caller hands in <c>now</c>. Ids are ordered as their bytes in big-endian order.</para>
/// <para>Text and bytes come back exactly as they were handed in. A store that cannot keep a text (a NUL, half a surrogate pair) throws
/// <see cref="ArgumentException"/> and stores nothing; none alters it.</para>
/// </remarks>
public interface IAutomationStore : IAsyncDisposable
{
    /// <summary>A short name for logs and health checks, such as <c>sqlite</c>.</summary>
    string Name { get; }

    /// <summary>Whether there is something to open; false where <see cref="OpenAsync"/> would begin with nothing: no file, no tables. Creates nothing, and may be asked before that.</summary>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    Task<bool> ExistsAsync(CancellationToken cancellationToken);

    /// <summary>Creates the tables or upgrades them to the version that this package writes. Called once, first; harmless when repeated.</summary>
    /// <exception cref="StoreFormatException">The store was written by a newer package, or may not be created or upgraded from here; nothing was changed.</exception>
    Task OpenAsync(CancellationToken cancellationToken);

    /// <summary>The store's clock, when that one decides between nodes: leases, due instants. The engine corrects its own clock by it.</summary>
    /// <returns>Null when the store takes every instant from its caller.</returns>
    Task<DateTimeOffset?> ReadClockAsync(CancellationToken cancellationToken);

    /// <summary>Hears of what another process stored: a run became ready, a run that a node owns got a signal, a rule or a setting was changed, a node left.</summary>
    /// <remarks>
    /// Only a hint: it may be lost, come late, or come without a cause; polling finds everything without it. A store calls back once, too, when it begins to hear,
    /// so that what came before is not missed. From then until it ends or throws a caller looks more seldom by itself. A store without such news waits for the token. <paramref name="heard"/> returns at once and may be called from any thread.
    /// </remarks>
    /// <param name="heard">Called for each hint.</param>
    /// <param name="cancellationToken">Ends the listening; the task then completes without an exception.</param>
    Task ListenAsync(Action heard, CancellationToken cancellationToken);

    /// <summary>Joins as a node that works on runs: a new node id and a new epoch, higher than all before.</summary>
    /// <remarks>
    /// Nodes that are known to be dead, without waiting for their leases, lose their runs in the same act, as <see cref="TakeOverAsync"/> would take them:
    /// in a store for one node every earlier one, the door's own former node included.
    /// </remarks>
    /// <param name="now">The caller's clock, UTC.</param>
    /// <param name="lease">How long the lease shall last from each renewal on; <see cref="Timeout.InfiniteTimeSpan"/> for one that does not expire.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>
    /// The lease, with the duration that the store granted. Null when another live process works on runs and the store allows only one: this process may publish and read.
    /// </returns>
    Task<NodeLease?> JoinAsync(DateTimeOffset now, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Renews the node's lease by its duration, from now on.</summary>
    /// <remarks>A lease that expired is renewed all the same, as long as nobody took over: the node's runs are then still its own.</remarks>
    /// <returns>False when the node left or another one took over: it must write nothing more, and may join anew.</returns>
    Task<bool> RenewAsync(NodeLease node, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Takes runs away from nodes whose lease expired: epoch first, then release; the node is marked as gone last.</summary>
    /// <remarks>
    /// <para>Each released run's <c>Rescues</c> rises by one: at 1 it is ready, at 2 and 3 it is in probation, at 4 it is quarantined. See <see cref="Rescue"/>.</para>
    /// <para>When the store was away, leases have expired, all or some, and nobody died. So the caller judges others only when it has held its own lease without a gap
    /// for a full duration of it, counted from its join or from the renewal that came after the gap. It is a gap when less than half of the lease was left. What an earlier call began and did not finish is finished always.</para>
    /// <para>Fenced like <see cref="CommitAsync"/>.</para>
    /// </remarks>
    /// <returns>How many runs were released.</returns>
    /// <exception cref="NodeFencedException">The caller's own lease expired or was taken over.</exception>
    Task<int> TakeOverAsync(NodeLease node, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Leaves in good order: the node's runs are ready again (or back in probation), uncharged. Harmless when repeated or when the lease is lost.</summary>
    Task LeaveAsync(NodeLease node, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>How many commits of one host the store does at the same time. One unless the store says otherwise.</summary>
    /// <remarks>The engine never records one run in two of them.</remarks>
    int ConcurrentCommits => 1;

    /// <summary>The one door for writes: all operations in one transaction, in their order, each applied or refused by its own conditions.</summary>
    /// <remarks>
    /// <para>The node is checked once for the batch: when its epoch is not the current one or its lease expired, even if nobody took over yet, nothing is stored and
    /// <see cref="NodeFencedException"/> is thrown. The answer has one result per operation, in the same order.
    /// An operation that a condition refuses stores nothing and does not disturb the others. An operation that cannot be stored at all fails the whole batch:
    /// a key that must be new exists, a run names an event that the scope does not have, a wait begins twice.</para>
    /// <para>The order in which the store accepts is an order of its own: that of the commits, and within one of its operations. An operation's event comes before
    /// its runs. Waits look back along it (<see cref="WaitRecord"/>); ids and times, which other processes and other clocks make, do not matter there.</para>
    /// </remarks>
    /// <exception cref="NodeFencedException">The node's lease expired or was taken over.</exception>
    /// <exception cref="ArgumentException">The batch contradicts itself; see <see cref="CommitBatch.ThrowIfInvalid"/>.</exception>
    /// <exception cref="InvalidOperationException">An operation cannot be stored at all; the message names it.</exception>
    Task<IReadOnlyList<OperationResult>> CommitAsync(CommitBatch batch, CancellationToken cancellationToken);

    /// <summary>Claims runs for the node: those ready, those whose due instant has come, and those in probation, as far as the request allows.</summary>
    /// <remarks>
    /// Fair between scopes: no scope with runs waiting is passed over for another run of a scope that was served in the same call already.
    /// The claim number of each claimed run rises by one. One transaction, fenced like <see cref="CommitAsync"/>. Of several nodes that claim at the same time, one gets a run.
    /// </remarks>
    /// <exception cref="NodeFencedException">The node's lease expired or was taken over.</exception>
    Task<IReadOnlyList<StoredRun>> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken);

    /// <summary>What <see cref="ClaimAsync"/> could take now or later. Cheap: asked after every claim, however many runs are ready.</summary>
    /// <param name="now">The present instant, UTC.</param>
    /// <param name="except">Scopes whose ready runs do not count, as in <see cref="ClaimRequest.Except"/>; of what waits for an instant they do, since a claim makes it ready. Few; usually none.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<DueInfo> NextDueAsync(DateTimeOffset now, IReadOnlyList<string> except, CancellationToken cancellationToken);

    /// <summary>A run with everything that driving it needs; null when there is none. Reads what is committed.</summary>
    Task<StoredRun?> LoadRunAsync(RunId runId, CancellationToken cancellationToken);

    /// <summary>The runs that the store holds as owned by this node; with <paramref name="signalledOnly"/> only those with unconsumed signals.</summary>
    Task<IReadOnlyList<RunId>> ListOwnedAsync(NodeLease node, bool signalledOnly, CancellationToken cancellationToken);

    /// <summary>The runs of all scopes that have not ended, by id, page by page: for the comparison with what is deployed. Never asked on behalf of a scope.</summary>
    /// <param name="after">Only runs with a greater id; null for the first page.</param>
    /// <param name="limit">How many at most, 1 or more.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<IReadOnlyList<LiveRun>> ListLiveRunsAsync(RunId? after, int limit, CancellationToken cancellationToken);

    /// <summary>An event; null when there is none in this scope.</summary>
    Task<EventRecord?> FindEventAsync(string scope, AutomationEventId eventId, CancellationToken cancellationToken);

    /// <summary>The events of a scope that match, newest first by id; at most <see cref="EventQuery.Limit"/>. Keyset, like <see cref="ListRunsAsync"/>.</summary>
    /// <remarks><see cref="EventQuery.Rule"/> and <see cref="EventQuery.Reasons"/> are not looked at: the engine walks the answer for them.</remarks>
    Task<IReadOnlyList<EventSummary>> ListEventsAsync(string scope, EventQuery query, CancellationToken cancellationToken);

    /// <summary>A run of this scope as <see cref="LoadRunAsync"/> reads it; null when there is none in this scope.</summary>
    Task<StoredRun?> FindRunAsync(string scope, RunId runId, CancellationToken cancellationToken);

    /// <summary>The runs of a scope that match, newest first; at most <see cref="RunQuery.Limit"/>. Keyset: no page repeats or skips a run that existed when paging began.</summary>
    Task<IReadOnlyList<StoredRunSummary>> ListRunsAsync(string scope, RunQuery query, CancellationToken cancellationToken);

    /// <summary>How many runs of a scope whose id was minted at an instant or later stand or ended in which way, by rule; in any order.</summary>
    Task<IReadOnlyList<RunCount>> CountRunsAsync(string scope, DateTimeOffset from, CancellationToken cancellationToken);

    /// <summary>The log lines of a run of this scope with a greater number than <paramref name="after"/>, in order; none when there is no such run.</summary>
    Task<IReadOnlyList<LogRecord>> ListLogAsync(string scope, RunId runId, long after, int limit, CancellationToken cancellationToken);

    /// <summary>The rules of a scope that are not deleted, by name, and what the scope has set for rules, together with the versions of that moment. Also asked of <see cref="SharedScope"/>.</summary>
    Task<ScopeRules> LoadRulesAsync(string scope, CancellationToken cancellationToken);

    /// <summary>The rules of a scope that are deleted, each in its last version, by name (ordinal). Also asked of <see cref="SharedScope"/>.</summary>
    Task<IReadOnlyList<StoredRule>> ListDeletedRulesAsync(string scope, CancellationToken cancellationToken);

    /// <summary>The versions of scopes, also of <see cref="SharedScope"/>: whoever remembers another one reads what it has of the scope anew. A scope of which nothing was ever changed is left out. Asked before runs begin that were queued, so it is cheap.</summary>
    Task<IReadOnlyDictionary<string, long>> ReadScopeVersionsAsync(IReadOnlyCollection<string> scopes, CancellationToken cancellationToken);

    /// <summary>One version of a rule of the scope, or of one that all scopes share (<see cref="SharedScope"/>), also of a deleted one; null when there is none. The same hash is the same rule, wherever it was found, but for what it tells people: of several versions with it the last one.</summary>
    Task<StoredRule?> FindRuleVersionAsync(string scope, string rule, string hash, CancellationToken cancellationToken);

    /// <summary>The versions of a rule, also of a deleted one, newest first; none when there never was one.</summary>
    /// <param name="scope">The scope.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="before">Only versions with a lesser number; null for all.</param>
    /// <param name="limit">How many at most, 1 or more.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<IReadOnlyList<StoredRule>> ListRuleVersionsAsync(string scope, string rule, int? before, int limit, CancellationToken cancellationToken);

    /// <summary>A scope that has a rule of this name which is not deleted, <see cref="SharedScope"/> apart; null when none has one.</summary>
    Task<string?> FindRuleScopeAsync(string rule, CancellationToken cancellationToken);

    /// <summary>Stores a rule's new version and raises the scope's version; when that is this one already (<see cref="RuleSave.IsStored"/>) and the rule is not deleted, no version is stored.</summary>
    /// <remarks>
    /// The rule's schedules become those that are given, in the same transaction. One whose spec is the stored one is left alone. An edited one that is due keeps its due
    /// instant, so that an edit swallows none; else it has the given one. What is due is decided by the store's clock.
    /// For a rule of <see cref="SharedScope"/> the given ones only name its triggers, and none is stored: in the same transaction all scopes lose the shared schedules of the rule whose triggers are not among them.
    /// A name is either that of a rule that all scopes share, or of rules of scopes.
    /// </remarks>
    /// <param name="save">The rule, with its schedules and what else changes with it.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>
    /// The present version. Null when a schedule (<see cref="ScheduleRecord.Setting"/>) or <see cref="RuleSave.Setting"/> was made with another revision of what the scope has set for the rule,
    /// when another version is present than <see cref="RuleSave.SeenVersion"/>, when the suggestion is not open as <see cref="RuleSave.Accepts"/> has it, or when all scopes share a rule of this name, or some scope has one and this one is to be shared by all; nothing was stored.
    /// </returns>
    /// <exception cref="RuleConflictException">Another version is present; nothing was stored.</exception>
    Task<StoredRule?> SaveRuleAsync(RuleSave save, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes a rule with its schedules and webhooks, and raises the scope's version. What the scope had set for it is empty then, with the next revision. With a rule of <see cref="SharedScope"/> all scopes lose
    /// their shared schedules and their webhooks of it; what they have set for it stays. Where there is no such rule, what is set for its name becomes empty all the same.
    /// </summary>
    /// <returns>Whether there was such a rule; null when the scope has another version than the deletion was decided with: nothing was stored.</returns>
    Task<bool?> DeleteRuleAsync(RuleDeletion deletion, CancellationToken cancellationToken);

    /// <summary>Overrides a subject, or says anew who has it and why; raises the scope's version.</summary>
    /// <remarks>
    /// Every live run of the scope about the subject gets <paramref name="pause"/> in the same act, unless it has one: a run at rest becomes ready, so that its next owner
    /// parks it, and an owner learns of it with its next record at the latest. A run about the subject that is accepted at the same time was either decided with the scope's
    /// former version and gets the signal, too, or is refused as stale.
    /// </remarks>
    /// <param name="scope">The scope.</param>
    /// <param name="standing">What is stored; replaces the one of the same subject. <see cref="SubjectOverride.At"/> is the caller's clock.</param>
    /// <param name="pause">The signal, with the key <see cref="SubjectOverrides.Pause"/>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>False when <see cref="SubjectOverrides.MaxPerScope"/> other subjects of the scope are overridden; nothing was stored.</returns>
    Task<bool> OverrideSubjectAsync(string scope, SubjectOverride standing, SignalRecord pause, CancellationToken cancellationToken);

    /// <summary>Gives a subject back, and raises the scope's version; false when it is not overridden.</summary>
    /// <remarks>
    /// In the same act every live run of the scope about the subject loses its <see cref="SubjectOverrides.Pause"/>. One that was held for it
    /// (<see cref="RunTransition.Hold.Need"/> is <see cref="SubjectOverrides.Need"/>) is ready, or blocked until it has a permit, with its rescues back at 0 and no reason;
    /// one that is owned gets the signal <see cref="SubjectOverrides.Resume"/>, so that its owner looks and does not park it for what is no more. All others stay as they are.
    /// </remarks>
    Task<bool> ReleaseSubjectAsync(string scope, string subject, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Changes what the scope has set for a rule, and raises the scope's version. Whether there is such a rule is not asked.</summary>
    /// <returns>What is set now, with its revision; null when the scope, or <see cref="SharedScope"/>, has another version than the change was decided with: nothing was stored.</returns>
    Task<RuleSettingRecord?> SaveSettingAsync(SettingChange change, CancellationToken cancellationToken);

    /// <summary>What all scopes have set for some rules, by scope and rule, page by page.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="after">The last one of the page before; null for the first page.</param>
    /// <param name="limit">How many at most, 1 or more.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<IReadOnlyList<RuleSettingRecord>> ListSettingsAsync(IReadOnlyCollection<string> rules, RuleSettingRecord? after, int limit, CancellationToken cancellationToken);

    /// <summary>Stores a rule's breaker in place of the one before, and raises the scope's version; false when the scope has another version than the one that this was decided with: nothing was stored.</summary>
    Task<bool> SaveBreakerAsync(string scope, RuleBreaker breaker, long scopeVersion, CancellationToken cancellationToken);

    /// <summary>Stores a webhook: a first revision where scope, rule and trigger have none and no webhook at all has the id, a later one in place of the one before it.</summary>
    /// <param name="webhook">The webhook.</param>
    /// <param name="scopeVersion">The scope's version that this was decided with: it has the rule, or all scopes do.</param>
    /// <param name="sharedVersion">The version of <see cref="SharedScope"/> that this was decided with.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>False when the scope or <see cref="SharedScope"/> has another version, or there is another webhook, another revision or none by now: nothing was stored.</returns>
    /// <exception cref="CommitUnknownException">The store may have stored it.</exception>
    Task<bool> SaveWebhookAsync(WebhookRecord webhook, long scopeVersion, long sharedVersion, CancellationToken cancellationToken);

    /// <summary>The webhook with this id, in whatever scope; null when there is none. Asked for every delivery, and never on behalf of a scope.</summary>
    Task<WebhookRecord?> FindWebhookAsync(string id, CancellationToken cancellationToken);

    /// <summary>The webhooks of a scope, by rule and trigger (ordinal).</summary>
    Task<IReadOnlyList<WebhookRecord>> ListWebhooksAsync(string scope, CancellationToken cancellationToken);

    /// <summary>Deletes a webhook of a scope; false when the scope has none with this id.</summary>
    Task<bool> DeleteWebhookAsync(string scope, string id, CancellationToken cancellationToken);

    /// <summary>
    /// Adds schedules of shared rules, and edits those whose spec is another one, as <see cref="SaveRuleAsync"/> does; one that sleeps, without a due instant, has the given one then. Removes none.
    /// Several hosts may do it at once: one that was made with an earlier revision than the stored one (<see cref="ScheduleRecord.Setting"/>) changes nothing.
    /// </summary>
    /// <param name="schedules">Shared schedules with their next due instants; each once.</param>
    /// <param name="sharedVersion">The version of <see cref="SharedScope"/> that they were made with; null when none is of a rule that is stored there.</param>
    /// <param name="now">The caller's clock, UTC.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>False when <see cref="SharedScope"/> has another version: nothing was stored.</returns>
    Task<bool> SaveSharedSchedulesAsync(IReadOnlyList<ScheduleRecord> schedules, long? sharedVersion, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Removes shared schedules that are due for longer than <paramref name="age"/>: no host fires them any more. A store may leave some for the next call.</summary>
    /// <returns>How many.</returns>
    Task<int> RemoveAbandonedSchedulesAsync(TimeSpan age, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>The schedules that are due, page by page, and when the next one will be. Cheap when none is due: asked whenever the host wakes up.</summary>
    Task<DueSchedules> ListDueSchedulesAsync(DueScheduleRequest request, CancellationToken cancellationToken);

    /// <summary>Begins a poll, or ends one that found nothing: moves its schedule on, and its cursor, in one act. Waits for no other process that is moving it.</summary>
    /// <remarks>The end of a poll that found something is part of the acceptance of its last item: <see cref="AcceptOperation.Advance"/>.</remarks>
    /// <returns>False when nothing was stored: the schedule is gone, has another due instant by now, or is not due.</returns>
    /// <exception cref="CommitUnknownException">The store may have stored it.</exception>
    Task<bool> MovePollAsync(string scope, ScheduleAdvance advance, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>The schedules of all scopes that have a next due instant, page by page, in an order of the store's own. Asked about once a minute where the host says the zones of scopes.</summary>
    Task<IReadOnlyList<ScheduleRecord>> ListSchedulesAsync(ScheduleQuery query, CancellationToken cancellationToken);

    /// <summary>Moves schedules to other instants that are still as they were read. Waits for no other process that is moving or editing one.</summary>
    /// <returns>How many were moved.</returns>
    Task<int> MoveSchedulesAsync(IReadOnlyList<ScheduleMove> moves, CancellationToken cancellationToken);

    /// <summary>The schedules of a scope, by rule and trigger (ordinal).</summary>
    Task<IReadOnlyList<ScheduleRecord>> ListSchedulesAsync(string scope, CancellationToken cancellationToken);

    /// <summary>Stores a suggestion, or what is new about the one of the scope with the same key: <see cref="Suggestions.Again"/>.</summary>
    /// <param name="suggestion">An open one with the revision 1. <see cref="Suggestion.Warnings"/> are not kept.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>What is stored now; null when <see cref="IScopedSuggestions.MaxOpen"/> others of the scope are open and this one is new: nothing was stored.</returns>
    Task<Suggestion?> AddSuggestionAsync(Suggestion suggestion, CancellationToken cancellationToken);

    /// <summary>A suggestion of this scope; null when there is none.</summary>
    Task<Suggestion?> FindSuggestionAsync(string scope, SuggestionId id, CancellationToken cancellationToken);

    /// <summary>The suggestions of a scope that match, by score, the greatest first, then by id; at most <see cref="SuggestionQuery.Limit"/>.</summary>
    Task<IReadOnlyList<Suggestion>> ListSuggestionsAsync(string scope, SuggestionQuery query, CancellationToken cancellationToken);

    /// <summary>Dismisses a suggestion that is open. <see cref="RuleSave.Accepts"/> accepts one.</summary>
    /// <returns>What is stored now, dismissed by this call or an earlier one, or accepted; null when there is none in this scope.</returns>
    Task<Suggestion?> DismissSuggestionAsync(SuggestionDismissal dismissal, CancellationToken cancellationToken);

    /// <summary>The scopes that have events, runs or suggestions, in an order of the store's own.</summary>
    /// <param name="after">Only scopes behind this one, the last of the page before; null for the first page.</param>
    /// <param name="limit">How many at most, 1 or more.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<IReadOnlyList<string>> ListScopesAsync(string? after, int limit, CancellationToken cancellationToken);

    /// <summary>Deletes a chunk of a scope's old history in one short transaction: suggestions that are closed, runs that ended, with their ledger and log, and events that nothing needs any more.</summary>
    /// <remarks>
    /// <para>A run that has not ended stays, and so does an event to which a stored run refers, or a debounce, or that a run which has not ended may still come to wait for:
    /// one with a subject that was accepted after the run (<see cref="PurgeRequest.ClockSkew"/> earlier, to be safe). Rules and their versions stay, and so do the publishers' keys:
    /// a repeated event is a duplicate also when its original is gone.</para>
    /// <para>A run goes as a whole, except that one with very many lines of log loses them before. Several hosts may do it at once: what is deleted is counted once.
    /// A crash leaves whole chunks behind.</para>
    /// </remarks>
    Task<PurgeChunk> PurgeAsync(PurgeRequest request, CancellationToken cancellationToken);

    /// <summary>What is used of these periods of budgets; those of which nothing ever was are left out.</summary>
    Task<IReadOnlyList<BudgetRecord>> ListBudgetsAsync(string scope, IReadOnlyCollection<BudgetKey> keys, CancellationToken cancellationToken);

    /// <summary>Deletes publishers' keys, counts of chains and periods of budgets that no longer count, and nodes that left long ago, a chunk in one short transaction. Harmless when several hosts do it at once.</summary>
    Task<ForgetChunk> ForgetAsync(ForgetRequest request, CancellationToken cancellationToken);

    /// <summary>The series of events that are due (<see cref="AcceptOperation.Debounces"/>), page by page, and when the next one will be. Cheap when none is due: asked whenever the host wakes up.</summary>
    /// <param name="now">The caller's clock, UTC.</param>
    /// <param name="after">The last series of the page before; null for the first page.</param>
    /// <param name="limit">How many at most, 1 or more.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<DueDebounces> ListDueDebouncesAsync(DateTimeOffset now, DebounceRecord? after, int limit, CancellationToken cancellationToken);

    /// <summary>The series of events of a scope, by the ids of their runs, whether they are due or not.</summary>
    Task<IReadOnlyList<DebounceRecord>> ListDebouncesAsync(string scope, DebounceFilter filter, CancellationToken cancellationToken);

    /// <summary>What nothing will ever move, one line each; empty when all is well.</summary>
    /// <remarks>
    /// <para>An owner that is gone or whose lease has expired; a run at rest with unconsumed signals, or that waits for nothing that can come, or for a permit that is free;
    /// a run that was held for what a node may have (<see cref="RunTransition.Hold.Need"/>, time and people apart), and that no node took up for <see cref="Overdue.Needed"/>; a run that is ready, or whose
    /// instant has come, for longer than <see cref="Overdue.Ready"/> while a node that has held its lease for as long owns nothing, or has room; a budget that has more or less reserved than its runs hold which have not ended
    /// (<see cref="BudgetRecord.DescribeImbalance"/>).</para>
    /// <para>A look at one moment: a node that has just ended its last run may be about to take the next one. What two looks name, some seconds apart, is stuck.</para>
    /// </remarks>
    /// <param name="now">The caller's clock, UTC.</param>
    /// <param name="roomy">A node that has had room for a run for longer than <see cref="Overdue.Ready"/>, though it may own others; null when the caller knows of none. It takes no run that was rescued twice for granted.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<IReadOnlyList<string>> DiagnoseAsync(DateTimeOffset now, NodeLease? roomy, CancellationToken cancellationToken);
}
