namespace Automation;

/// <summary>Everything a host can do in one scope. An id of another scope answers like an id that does not exist.</summary>
/// <remarks>
/// Thread-safe. A cancelled token stops the caller's waiting; what was handed to the store may still be committed.
/// Every method that reads or writes throws <see cref="AutomationUnavailableException"/> before the host has started, and when the store cannot be reached or its answer is unknown.
/// Asking again is harmless then; publishing and starting again with the same key. Once the host has ended and is disposed, every one throws <see cref="ObjectDisposedException"/>.
/// </remarks>
public interface IScopedAutomation
{
    /// <summary>The scope.</summary>
    string Scope { get; }

    /// <summary>Accepts an event: it, its key, the runs it starts and the verdicts are stored in one transaction before this returns.</summary>
    /// <exception cref="EventRejectedException">The event is not acceptable; nothing is stored.</exception>
    /// <exception cref="AutomationUnavailableException">The store cannot be reached, or its answer is unknown. Publish again with the same key.</exception>
    Task<PublishResult> PublishAsync<TEvent>(TEvent @event, PublishOptions? options = null, CancellationToken cancellationToken = default)
        where TEvent : class;

    /// <summary>Accepts an event from raw JSON, as an HTTP endpoint receives it.</summary>
    /// <param name="type">The stored name of the event's type; need not be known to any rule.</param>
    /// <param name="payload">UTF-8 JSON of at most 256 KiB; validated fully, kept byte for byte.</param>
    /// <param name="options">Key and subject; may be null.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="EventRejectedException">The event is not acceptable; nothing is stored.</exception>
    /// <exception cref="AutomationUnavailableException">The store cannot be reached, or its answer is unknown. Publish again with the same key.</exception>
    Task<PublishResult> PublishJsonAsync(string type, ReadOnlyMemory<byte> payload, PublishOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Completes a deferred step with its result.</summary>
    /// <remarks>
    /// The result is compared with what the action declares when this host has the rule and the action's handler. Elsewhere it is stored as it is; then the host that works on the run fails the try with code
    /// <c>invalid-result</c> when it cannot be read.
    /// </remarks>
    /// <param name="token">What the handler was given.</param>
    /// <param name="result">The result as the action declares it, or JSON of it; null when it declares none, or one that may be null (<c>IAction&lt;int?&gt;</c>). A null for a class is a <see cref="System.Text.Json.JsonElement"/> that is null.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="EventRejectedException">The result does not fit what the action declares (<c>invalid-result</c>) or is too large; nothing is stored, and the right one may be given after it.</exception>
    Task<CompletionStatus> CompleteAsync(CompletionToken token, object? result = null, CancellationToken cancellationToken = default);

    /// <summary>Fails a deferred step; its retry policy decides what follows.</summary>
    Task<CompletionStatus> CompleteWithErrorAsync(CompletionToken token, string message, CancellationToken cancellationToken = default);

    /// <summary>Asks a run to end. Nothing new starts; a step in flight is told by its token and its outcome is still recorded.</summary>
    /// <remarks>
    /// A run that a debounce has reserved does not exist yet: the answer is <see cref="CancelStatus.NotFound"/>, and it begins when its subject is quiet. Its events are cancelled with
    /// <see cref="CancelDebouncedAsync(string, string?, string?, string?, CancellationToken)"/>.
    /// </remarks>
    /// <param name="runId">The run.</param>
    /// <param name="reason">Recorded as the run's reason; cut off after <see cref="TextLimits.ReasonBytes"/>. May be null.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<CancelStatus> CancelAsync(RunId runId, string? reason = null, CancellationToken cancellationToken = default);

    /// <summary>Asks all runs of this scope that match and have not ended to end, as <see cref="CancelAsync"/> asks one.</summary>
    /// <remarks>The runs are listed first; one that is created meanwhile is left alone. Then they are told, 200 at a time. Asking again is harmless, also when this was interrupted.</remarks>
    /// <param name="query">Which; statuses of ended runs match nothing, and where a page begins and ends is not looked at.</param>
    /// <param name="reason">Recorded as the reason of each; cut off after <see cref="TextLimits.ReasonBytes"/>. May be null.</param>
    /// <param name="expected">How many the caller means, so that no filter catches more than was seen; null for any number.</param>
    /// <param name="cancellationToken">Stops between two pages; those that were told stay told.</param>
    /// <exception cref="RunCountException">Another number of runs matches; nothing was done.</exception>
    Task<BulkResult> CancelAllAsync(RunQuery query, string? reason = null, int? expected = null, CancellationToken cancellationToken = default);

    /// <summary>Resumes all parked and quarantined runs of this scope that match, as <see cref="ReleaseAsync"/> resumes one.</summary>
    /// <param name="query">Which; statuses other than <see cref="RunStatus.Parked"/> and <see cref="RunStatus.Quarantined"/> match nothing, and where a page begins and ends is not looked at.</param>
    /// <param name="expected">How many the caller means; null for any number.</param>
    /// <param name="cancellationToken">Stops between two pages; those that were told stay told.</param>
    /// <exception cref="RunCountException">Another number of runs matches; nothing was done.</exception>
    Task<BulkResult> ReleaseAllAsync(RunQuery query, int? expected = null, CancellationToken cancellationToken = default);

    /// <summary>Runs a run again that has ended: a new run with an id and idempotency keys of its own, which says in <see cref="RunSummary.RerunOf"/> where it comes from.</summary>
    /// <remarks>
    /// Limits count for it as for every run; the rule's condition is not asked, and a rule that is switched off may be run again. What started the former run starts the new one,
    /// except with another input, which makes it a manual start. An event that the new run waits for must come after this call.
    /// </remarks>
    /// <param name="runId">The run that has ended.</param>
    /// <param name="options">From where, and with which input; null: from the beginning, with the same input.</param>
    /// <param name="cancellationToken">Stops waiting; the run may be stored all the same.</param>
    /// <exception cref="RunNotFoundException">There is no such run in this scope.</exception>
    /// <exception cref="RerunRefusedException">The run has not ended, or cannot be run again in this way; nothing is stored.</exception>
    /// <exception cref="RuleNotFoundException"><see cref="RerunOptions.CurrentVersion"/> is set, and there is no rule of the name any more.</exception>
    /// <exception cref="EventRejectedException">The input is not acceptable, a person has the subject in hand, or a handler starts runs in a circle (<c>suppressed-loop</c>); nothing is stored.</exception>
    /// <exception cref="RuleBusyException">The rule is busy, and lets no further run wait; nothing is stored.</exception>
    /// <exception cref="OverBudgetException">A budget has not enough left for what the run may cost; nothing is stored.</exception>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    /// <exception cref="AutomationUnavailableException">The store cannot be reached, or its answer is unknown. Ask again with the same key.</exception>
    Task<RerunResult> RerunAsync(RunId runId, RerunOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Runs all failed runs of this scope again that match, as <see cref="RerunAsync"/> runs one.</summary>
    /// <remarks>
    /// The runs are listed first; one that fails meanwhile is left alone. Then they are run again, 200 at a time, each for itself. Without a key of the caller's the key is <c>rerun-all</c>: called again, also when this was interrupted, it starts none a second time that it
    /// has started (for <c>AutomationOptions.DedupeWindow</c>), but what failed since, the new runs included.
    /// </remarks>
    /// <param name="query">Which; statuses other than <see cref="RunStatus.Failed"/> and <see cref="RunStatus.Cancelled"/> match nothing, and none means the failed ones. Where a page begins and ends is not looked at.</param>
    /// <param name="options">From where; another input is refused, since it would be the same for all. Null: from the beginning.</param>
    /// <param name="expected">How many the caller means, those that are not run again included; null for any number.</param>
    /// <param name="cancellationToken">Stops between two pages; what was started stays.</param>
    /// <exception cref="RunCountException">Another number of runs matches; nothing was done.</exception>
    /// <exception cref="ArgumentException">The options contradict each other, or have an input.</exception>
    /// <exception cref="AutomationUnavailableException">The store cannot be reached, or its answer is unknown; some may have been started. Ask again with the same key.</exception>
    Task<BulkRerunResult> RerunAllAsync(RunQuery query, RerunOptions? options = null, int? expected = null, CancellationToken cancellationToken = default);

    /// <summary>Resumes a parked or quarantined run, with its crash count back at zero.</summary>
    /// <returns>False when nothing changes: there is no such run, it has ended, or it is parked since somebody has its subject in hand, or since it waits for an approval. Then release the subject (<see cref="ReleaseSubjectAsync"/>), or approve the run (<see cref="ApproveAsync"/>).</returns>
    Task<bool> ReleaseAsync(RunId runId, CancellationToken cancellationToken = default);

    /// <summary>Takes a subject in hand: until it is released, no rule starts a run about it, and runs under way stop before their next step.</summary>
    /// <remarks>
    /// <para>Stored in one transaction before this returns. An event about the subject is accepted all the same, and its verdicts say <see cref="VerdictReason.Overridden"/>;
    /// a manual start is refused. A step that runs at that moment ends, and its outcome is recorded; then its run is parked, with the reason. Runs that rest are parked, too.</para>
    /// <para>Repeated while it stands, it says anew who and why. A crash loses nothing: whoever takes a run up parks it.</para>
    /// </remarks>
    /// <param name="subject">The subject, 1 to 512 printable characters, compared ordinally.</param>
    /// <param name="reason">Why; shown with verdicts and parked runs; cut off after <see cref="TextLimits.ReasonBytes"/>. May be null.</param>
    /// <param name="author">Who; cut off after <see cref="TextLimits.AuthorBytes"/>. May be null.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="EventRejectedException">The subject is not one (<c>invalid-subject</c>), or 10,000 subjects of the scope are overridden already (<c>too-many-overrides</c>); nothing is stored.</exception>
    Task OverrideSubjectAsync(string subject, string? reason = null, string? author = null, CancellationToken cancellationToken = default);

    /// <summary>Gives a subject back to the rules; false when nobody had it in hand.</summary>
    /// <remarks>Runs that were parked for it go on by themselves, at the step before which they stopped; what came due or arrived meanwhile is taken up then. Events that came meanwhile start nothing afterwards.</remarks>
    Task<bool> ReleaseSubjectAsync(string subject, CancellationToken cancellationToken = default);

    /// <summary>The subjects of this scope that somebody has in hand, by subject; at most 10,000.</summary>
    Task<IReadOnlyList<SubjectOverride>> ListOverriddenSubjectsAsync(CancellationToken cancellationToken = default);

    /// <summary>The runs that do not exist yet, since events wait until their subject is quiet (<c>GuardOptions.Debounce</c>): which events, and when they are due. In the order in which the first events came.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="DebounceQuery.Limit"/> is not within 1 to 200.</exception>
    Task<Page<DebouncedRun, RunId>> ListDebouncedAsync(DebounceQuery? query = null, CancellationToken cancellationToken = default);

    /// <summary>Cancels the events about a subject that wait for quiet: no run follows from them. What comes later begins to wait anew.</summary>
    /// <remarks>
    /// Stored in one transaction with the event of type <c>automation.debounced</c> that says so: its verdict is <see cref="VerdictReason.Cancelled"/>, with who and why. When they are just due, either this or the
    /// run is stored, never both. Events that come while they are cancelled are cancelled with them, or wait anew. A retry of the call is harmless: it answers false, or cancels what came since.
    /// </remarks>
    /// <param name="rule">The rule.</param>
    /// <param name="subject">What the run would be about; null for events about nothing in particular.</param>
    /// <param name="reason">Why; cut off after <see cref="TextLimits.ReasonBytes"/>. May be null.</param>
    /// <param name="author">Who; cut off after <see cref="TextLimits.AuthorBytes"/>. May be null.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>False when none wait, or their run has begun.</returns>
    Task<bool> CancelDebouncedAsync(string rule, string? subject, string? reason = null, string? author = null, CancellationToken cancellationToken = default);

    /// <summary>The same for everything that an event waits in: for each rule that it matched, all events that wait together with it.</summary>
    /// <remarks>Each rule has a transaction of its own: what is cancelled for one stays so when the store does not answer for another. The exception says so then, and a retry cancels the rest.</remarks>
    /// <returns>How many runs do not follow; 0 when there is no such event, or it does not wait any more.</returns>
    /// <param name="eventId">The event, be it the first, the last, or one between.</param>
    /// <param name="reason">Why; cut off after <see cref="TextLimits.ReasonBytes"/>. May be null.</param>
    /// <param name="author">Who; cut off after <see cref="TextLimits.AuthorBytes"/>. May be null.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<int> CancelDebouncedAsync(AutomationEventId eventId, string? reason = null, string? author = null, CancellationToken cancellationToken = default);

    /// <summary>Why each rule ran, or did not run, for an event; null when there is no such event.</summary>
    /// <remarks>For an event that waits for quiet (<see cref="VerdictReason.Debounced"/>) the detail says when it is due, or what became of the run that the verdict names.</remarks>
    Task<EventRecord?> WhyAsync(AutomationEventId eventId, CancellationToken cancellationToken = default);

    /// <summary>The same for all that happened to a subject: the events about it, newest first, with the verdict of each rule.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="EventQuery.Limit"/> is not within 1 to 200.</exception>
    /// <param name="subject">What the events are about. It takes the place of <see cref="EventQuery.Subject"/>.</param>
    /// <param name="query">Which of them; null for the newest 50.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<Page<EventSummary, AutomationEventId>> WhyAsync(string subject, EventQuery? query = null, CancellationToken cancellationToken = default);

    /// <summary>The events of this scope, newest first, with the verdict of each rule: what happened to a subject, why a rule did not run lately.</summary>
    /// <remarks>For events that wait for quiet still, the detail of the verdict says when they are due.</remarks>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="EventQuery.Limit"/> is not within 1 to 200.</exception>
    Task<Page<EventSummary, AutomationEventId>> ListEventsAsync(EventQuery? query = null, CancellationToken cancellationToken = default);

    /// <summary>Lets a run begin that waits since it may cost more than its rule's <c>GuardOptions.ApprovalAbove</c>. To reject it, cancel it.</summary>
    /// <remarks>Stored, with who and when (<see cref="RunDetails.ApprovedBy"/>), before it returns; of two approvals the first counts. A retry of the call is harmless.</remarks>
    /// <param name="runId">The run.</param>
    /// <param name="author">Who approves, for the history; cut off after <see cref="TextLimits.AuthorBytes"/>. Null: nobody says.</param>
    /// <param name="cancellationToken">Stops waiting, not the approval.</param>
    Task<ApproveStatus> ApproveAsync(RunId runId, string? author = null, CancellationToken cancellationToken = default);

    /// <summary>The budgets that count in this scope, with what is used of them in the present period: that of the scope first, then those of rules, by name.</summary>
    /// <remarks>What runs that have not ended may cost is reserved, and comes back as far as they did not spend it. Read as it is committed: it may be another amount by the time the answer is here.</remarks>
    Task<IReadOnlyList<BudgetSummary>> ListBudgetsAsync(CancellationToken cancellationToken = default);

    /// <summary>A run with its steps; null when there is no such run.</summary>
    Task<RunDetails?> FindRunAsync(RunId runId, CancellationToken cancellationToken = default);

    /// <summary>The runs of this scope, newest first.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="RunQuery.Limit"/> is not within 1 to 200.</exception>
    Task<Page<RunSummary, RunId>> ListRunsAsync(RunQuery? query = null, CancellationToken cancellationToken = default);

    /// <summary>All rules that count in this scope, by name: the host's own and those that are stored for all scopes, which are read-only here, and those that are stored in it.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="RuleQuery.ActivityWithin"/> is not within 1 second to 36500 days.</exception>
    Task<IReadOnlyList<RuleSummary>> ListRulesAsync(RuleQuery? query = null, CancellationToken cancellationToken = default);

    /// <summary>The schedules of this scope, by rule and trigger, each with its next due instant.</summary>
    Task<IReadOnlyList<ScheduleSummary>> ListSchedulesAsync(CancellationToken cancellationToken = default);

    /// <summary>What the handlers of a run wrote, oldest first.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="after">Only lines with a greater <see cref="LogRecord.Number"/>.</param>
    /// <param name="limit">How many at most, 1 to 1,000.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<IReadOnlyList<LogRecord>> ListLogAsync(RunId runId, long after = 0, int limit = 1000, CancellationToken cancellationToken = default);

    /// <summary>Deletes old history of this scope now, in small transactions, and says how much. The host does the same by itself, by <c>AutomationOptions.Retention</c>.</summary>
    /// <remarks>
    /// What is needed stays, however old: runs that have not ended, their events, and events with a subject that those runs may still come to wait for; rules and their versions.
    /// An id that was purged answers as one that never was (null). Harmless when repeated, or when several hosts do it; one that is cancelled or dies has deleted whole chunks.
    /// </remarks>
    /// <param name="options">The ages; null for those of the host.</param>
    /// <param name="cancellationToken">Stops between two chunks.</param>
    /// <returns>What this call deleted.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An age is less than <see cref="PurgeOptions.LeastAge"/>, or more than 36500 days; nothing is deleted.</exception>
    Task<PurgeResult> PurgeAsync(PurgeOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>A rule that is written as a class.</summary>
    /// <exception cref="ArgumentException">No rule of this class is registered.</exception>
    IRuleHandle<TRule> Rule<TRule>()
        where TRule : class;

    /// <summary>A rule by its name, whether written in C# or as JSON.</summary>
    /// <remarks>Whether it exists is asked when the handle is used.</remarks>
    IRuleHandle Rule(string name);

    /// <summary>The rules of this scope that are stored as JSON.</summary>
    IScopedRules Rules { get; }

    /// <summary>The rules that are proposed for this scope, and that nobody has to want.</summary>
    IScopedSuggestions Suggestions { get; }

    /// <summary>The webhooks of this scope. What is delivered to them goes to <see cref="IAutomationClient.ReceiveWebhookAsync"/>.</summary>
    IScopedWebhooks Webhooks { get; }
}
