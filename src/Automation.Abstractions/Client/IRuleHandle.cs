using System.Text.Json;

namespace Automation;

/// <summary>One rule in one scope.</summary>
/// <remarks>
/// What is changed here counts in this scope only, for the host's own rules as for those stored in it, and outlives deployments. It takes effect with the next event; runs that
/// have begun go on as they were created. A change that changes nothing stores nothing. Each method that changes something throws <see cref="RuleNotFoundException"/>,
/// <see cref="RuleSettingsConflictException"/> when another revision is present than the expected one, and <see cref="RuleDefinitionException"/> when this build cannot read the rule.
/// </remarks>
public interface IRuleHandle
{
    /// <summary>The rule's name.</summary>
    string Name { get; }

    /// <summary>The scope.</summary>
    string Scope { get; }

    /// <summary>
    /// Starts a run by hand, whatever triggers the rule has. Neither its condition is asked nor whether it is enabled, opted in, or paused: a person means it. Limits count: the run waits for its turn.
    /// </summary>
    /// <param name="input">The rule's input as JSON.</param>
    /// <param name="options">Key and subject; may be null.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="RuleNotFoundException">The scope has no rule of this name.</exception>
    /// <exception cref="EventRejectedException">The input is not acceptable, a person has the subject in hand, or a handler starts runs in a circle (<c>suppressed-loop</c>); nothing is stored.</exception>
    /// <exception cref="RuleBusyException">The rule is busy, and lets no further run wait; nothing is stored.</exception>
    /// <exception cref="OverBudgetException">A budget has not enough left for what the run may cost; nothing is stored.</exception>
    /// <exception cref="AutomationUnavailableException">The store cannot be reached, or its answer is unknown. Ask again with the same key.</exception>
    Task<StartResult> RunJsonAsync(JsonElement input, StartOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Why the rule ran lately, or did not: the events that it has a verdict for, newest first, each with this verdict alone.</summary>
    /// <remarks>With <see cref="EventQuery.HideDull"/> the dull ones are left out, so that no number of them hides a failure; see <see cref="EventQuery.Rule"/> for how far a call looks otherwise. Empty for a rule that the scope does not have.</remarks>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="EventQuery.Limit"/> is not within 1 to 200.</exception>
    /// <param name="query">Which of them; null for the newest 50. Its <see cref="EventQuery.Rule"/> is ignored.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<Page<EventSummary, AutomationEventId>> WhyAsync(EventQuery? query = null, CancellationToken cancellationToken = default);

    /// <summary>Says what the rule would do with an input or event: whether it would run, and each step with its rendered input. Performs nothing and stores nothing.</summary>
    /// <remarks>
    /// Conditions are asked for real, those of the host's included, and each action says by its own <see cref="IActionPreview{TAction}"/> what it would do. What depends on a result that only a run
    /// can tell is shown so, and both branches of a condition that depends on one. A rule that is switched off can be previewed. Writes that the asked code tries are refused:
    /// <see cref="PreviewWriteException"/>.
    /// </remarks>
    /// <param name="input">The input, the event, or the occurrence.</param>
    /// <param name="cancellationToken">Stops the preview.</param>
    /// <exception cref="RuleNotFoundException">The scope has no rule of this name.</exception>
    /// <exception cref="EventRejectedException">The input is not acceptable, there is no such event, the rule has no trigger for its type, or no occurrence is to come (<c>no-occurrence</c>).</exception>
    /// <exception cref="RuleDefinitionException">The schedule whose occurrence is asked for is faulty with what the scope has set.</exception>
    /// <exception cref="AutomationUnavailableException">The store cannot be reached.</exception>
    Task<PreviewReport> PreviewAsync(PreviewInput input, CancellationToken cancellationToken = default);

    /// <summary>
    /// Records that somebody has seen this preview of the rule as it stands: where one is required (<c>AutomationOptions.RequirePreview</c>, <c>GuardOptions.RequirePreview</c>) the rule runs with exactly
    /// this definition, once it is switched on. For a definition that is not saved yet there is <see cref="IStoredRules.RecordPreviewAsync"/>.
    /// </summary>
    /// <remarks>Recorded again with the same author and event, it changes nothing; with others, these replace the former.</remarks>
    /// <param name="report">A preview of the rule as it stands, or of its JSON before it was saved.</param>
    /// <param name="options">Author and expected revision; may be null.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="PreviewRequiredException">The preview is of another definition than the rule has now; nothing is stored.</exception>
    /// <exception cref="RuleDefinitionException">The report is none, or was made in another scope, or with an event that this one does not have (<c>invalid-preview</c>); nothing is stored.</exception>
    Task<RuleSettings> RecordPreviewAsync(PreviewReport report, SettingOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Asks the rule's condition about the newest recorded events of the types that it listens to: for which it would run, and why not for the others.</summary>
    /// <param name="options">How far to look back; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the test.</param>
    /// <exception cref="RuleNotFoundException">The scope has no rule of this name.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="AutomationUnavailableException">The store cannot be reached.</exception>
    Task<BacktestReport> BacktestAsync(BacktestOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// When the rule's schedules are due next in this scope, the soonest first. Computed from the rule and its parameters as they stand. Those that start no run, since the rule is
    /// disabled, not opted in or paused, are among them, and say so: <see cref="ScheduledOccurrence.StoppedBy"/>.
    /// </summary>
    /// <param name="limit">How many at most, 1 to 1,000.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="RuleNotFoundException">The scope has no rule of this name.</exception>
    /// <exception cref="RuleDefinitionException">A schedule has faults in this scope.</exception>
    Task<IReadOnlyList<ScheduledOccurrence>> ListOccurrencesAsync(int limit = 10, CancellationToken cancellationToken = default);

    /// <summary>The rule's breaker in this scope; null when it never opened. See <c>GuardOptions.BreakAfter</c>.</summary>
    Task<RuleBreaker?> FindBreakerAsync(CancellationToken cancellationToken = default);

    /// <summary>Closes the rule's breaker in this scope, since somebody mended what was wrong: events start the rule again, and failures count anew. False when it is not open.</summary>
    Task<bool> CloseBreakerAsync(CancellationToken cancellationToken = default);

    /// <summary>The rule as JSON for people to read. Lambdas, which have no twin in JSON, stand as their source text.</summary>
    /// <exception cref="RuleNotFoundException">The scope has no rule of this name.</exception>
    Task<string> ShowAsync(CancellationToken cancellationToken = default);

    /// <summary>The rule as JSON that <see cref="IStoredRules.SaveAsync"/> takes.</summary>
    /// <exception cref="RuleNotFoundException">The scope has no rule of this name.</exception>
    /// <exception cref="RuleDefinitionException">The rule has parts that exist in C# only; each is named.</exception>
    Task<string> ExportAsync(CancellationToken cancellationToken = default);

    /// <summary>What the scope has set for the rule, and what follows from it.</summary>
    /// <exception cref="RuleNotFoundException">The scope has no rule of this name.</exception>
    Task<RuleSettings> GetSettingsAsync(CancellationToken cancellationToken = default);

    /// <summary>Switches the rule on. Its schedules go on with the next instant; nothing is made up for. One that is switched off for all scopes (<see cref="ISharedRules"/>) stays off: <see cref="RuleSettings.Stops"/> says so, and who did it.</summary>
    /// <param name="options">Author and expected revision; may be null.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="PreviewRequiredException">The host requires a preview of the rule, and none of its present definition is recorded.</exception>
    Task<RuleSettings> EnableAsync(SettingOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Switches the rule off: events and schedules start no runs, with the verdict <see cref="VerdictReason.Disabled"/>. Queued runs, of which nothing is recorded yet, wait until it is enabled; runs that have begun go on.</summary>
    /// <param name="options">Author, reason and expected revision; may be null.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<RuleSettings> DisableAsync(SettingOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>The scope wants the rule: needed for rules that say so (<c>OptIn</c>). Their schedules begin with the next instant.</summary>
    /// <param name="options">Author and expected revision; may be null.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<RuleSettings> OptInAsync(SettingOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>The scope does not want the rule, whatever the rule says: no runs, with the verdict <see cref="VerdictReason.OptedOut"/>. Runs that are queued go on.</summary>
    /// <param name="options">Author, reason and expected revision; may be null.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<RuleSettings> OptOutAsync(SettingOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Pauses the rule: events and schedules start no runs, with the verdict <see cref="VerdictReason.Paused"/>, and nothing of it is made up for. Queued runs, of which nothing is recorded
    /// yet, are parked and go on when the pause is over; so do those of a former pause, which this one replaces. Runs that have begun go on.
    /// </summary>
    /// <param name="until">When the pause is over by itself; later than now. Null: when somebody resumes the rule.</param>
    /// <param name="options">Author, reason and expected revision; may be null.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="until"/> is not later than now.</exception>
    Task<RuleSettings> PauseAsync(DateTimeOffset? until = null, SettingOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Ends the pause: parked runs go on, schedules with their next instant.</summary>
    /// <param name="options">Author and expected revision; may be null.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<RuleSettings> ResumeAsync(SettingOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Lays values over the rule's parameters, and over what the scope overrides already. What equals the rule's own default is not stored, and follows the rule.</summary>
    /// <remarks>Conditions, inputs and schedules see the new values from now on; a run keeps those that it was created with.</remarks>
    /// <param name="parameters">An object: only the parameters that are to change, each with its value; null is a value.</param>
    /// <param name="options">Author and expected revision; may be null.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="RuleDefinitionException">The rule has no such parameter, a value does not fit, or a schedule is faulty with it; nothing is stored.</exception>
    Task<RuleSettings> OverrideJsonAsync(JsonElement parameters, SettingOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Takes back what the scope overrides: the rule's own default counts again.</summary>
    /// <param name="parameter">The parameter, which the rule need not have any more when the scope overrides it; null for all.</param>
    /// <param name="options">Author and expected revision; may be null.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="RuleDefinitionException">There is no such parameter, or a schedule is faulty with the default; nothing is stored.</exception>
    Task<RuleSettings> ResetAsync(string? parameter = null, SettingOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Lays values over the rule's guards, in the words of rules as JSON: <c>{ "maxRunsPerScope": 4 }</c>. What equals the rule's own is not stored.</summary>
    /// <remarks>They count for the events to come; a limit from the next run on.</remarks>
    /// <param name="guards">An object: only the guards that are to change; null lifts one.</param>
    /// <param name="options">Author and expected revision; may be null.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="RuleDefinitionException">There is no such guard, or a value does not fit; nothing is stored.</exception>
    Task<RuleSettings> OverrideGuardsJsonAsync(JsonElement guards, SettingOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Takes back what the scope overrides of the guards: the rule's own count again.</summary>
    /// <param name="guard">The guard as JSON names it; null for all.</param>
    /// <param name="options">Author and expected revision; may be null.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="RuleDefinitionException">There is no such guard; nothing is stored.</exception>
    Task<RuleSettings> ResetGuardsAsync(string? guard = null, SettingOptions? options = null, CancellationToken cancellationToken = default);
}
