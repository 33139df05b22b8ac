namespace Automation;

/// <summary>The limits of a rule. Part of the rule's form; a scope may override them.</summary>
public sealed record GuardOptions
{
    /// <summary>How long a subject must be quiet before the last event runs: of events about one subject that come one after the other, one run follows, on the payload of the last.</summary>
    /// <value>Null, the default: every event at once. 1 millisecond to 30 days.</value>
    /// <remarks>
    /// For events and deliveries to webhooks, not for schedules or manual starts. Events without a subject count as about one. The verdict of each names the run that will follow (<see cref="VerdictReason.Debounced"/>).
    /// The wait is stored: it goes on when the host dies, and any host ends it.
    /// </remarks>
    public TimeSpan? Debounce { get; init; }

    /// <summary>How long the first of the events waits at most, so that a subject which never becomes quiet runs all the same. Ignored without <see cref="Debounce"/>.</summary>
    /// <value>Null, the default: ten times <see cref="Debounce"/>. At least <see cref="Debounce"/>, at most 300 days.</value>
    public TimeSpan? DebounceMaxWait { get; init; }

    internal TimeSpan LongestDebounce => DebounceMaxWait ?? 10 * Debounce.GetValueOrDefault();

    /// <summary>How many runs of the rule all hosts together work on at the same time in a scope. Others wait, and start in the order in which they were accepted.</summary>
    /// <value>Null, the default: no limit.</value>
    /// <remarks>A run that rests for longer than 30 seconds gives its place to another, and waits for one again when it wakes. Lowering the limit stops starts, not runs.</remarks>
    public int? MaxRunsPerScope { get; init; }

    /// <summary>Whether no two runs of the rule in a scope are about one subject at the same time. Runs without a subject count as being about one, which has no name.</summary>
    /// <value>The default is false.</value>
    /// <remarks>A run keeps its subject until it has ended, also while it rests, waits for a person, or lost its process.</remarks>
    public bool OnePerSubject { get; init; }

    /// <summary>What happens to an event, an occurrence or a manual start while the rule is busy: while <see cref="OnePerSubject"/> or <see cref="MaxRunsPerScope"/> lets no further run begin.</summary>
    /// <value>The default is <see cref="Automation.WhenBusy.Queue"/>.</value>
    /// <remarks>Without either of the two a rule is never busy, and only <see cref="Automation.WhenBusy.Queue"/> and <see cref="Automation.WhenBusy.Parallel"/> are allowed.</remarks>
    public WhenBusy WhenBusy { get; init; } = WhenBusy.Queue;

    /// <summary>How many runs may wait while the rule is busy: for the same subject, and for the rule's limit. Beyond that there is no run, and the verdict is <see cref="VerdictReason.Busy"/>.</summary>
    /// <value>Null, the default: any number. For <see cref="Automation.WhenBusy.Queue"/> only.</value>
    public int? MaxQueued { get; init; }

    /// <summary>After how many failed runs in a row the rule's breaker opens in a scope: for <see cref="BreakFor"/> no event and no schedule starts the rule there.</summary>
    /// <value>1 to 100. Null, the default: never.</value>
    /// <remarks>
    /// Runs that ended or were quarantined count, the newest first; cancelled ones do not. Runs that exist already go on, and manual starts are let through. Then one run is let
    /// through: when it succeeds the breaker closes, when it fails it opens for as long again.
    /// </remarks>
    public int? BreakAfter { get; init; }

    /// <summary>How long the rule rests when its breaker opened, and how long one run that is let through then holds back the next. Goes with <see cref="BreakAfter"/>.</summary>
    /// <value>1 second to 30 days. The default is 5 minutes.</value>
    public TimeSpan BreakFor { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A run that may cost more than this, in credits, waits before its first step until <see cref="IScopedAutomation.ApproveAsync"/>: <see cref="RunStatus.Parked"/>, with the estimate as reason. Cancelling rejects it.</summary>
    /// <value>0 to 1,000,000,000, with at most six digits behind the point. Null, the default: nothing is estimated, and no run waits.</value>
    /// <remarks>
    /// The estimate is made when the run is created, from <see cref="ActionAttribute.Cost"/> and <see cref="IActionCost{TAction}"/>, and is the most that the run costs unless steps are tried again: of branches the dearest, loops
    /// as often as they have items (or may have, where those are not known yet), what handles failures included. A run that waits keeps its subject (<see cref="OnePerSubject"/>). Changing it concerns later runs.
    /// </remarks>
    public decimal? ApprovalAbove { get; init; }

    /// <summary>How much the runs of the rule may cost in a scope in one <see cref="BudgetPeriod"/>, in credits. A run for which not enough is left is not created: the verdict is <see cref="VerdictReason.OverBudget"/>.</summary>
    /// <value>0 to 1,000,000,000, with at most six digits behind the point. Null, the default: any amount.</value>
    /// <remarks>
    /// <para>A run reserves what it may cost, by the same estimate as <see cref="ApprovalAbove"/>, in the transaction that creates it, so that no more is ever reserved than there was room for; lowering the budget takes nothing back. When it ends, what it did cost
    /// (<see cref="RunDetails.Cost"/>) takes the place of that: less, as a rule, or more where steps were tried again. Until then it keeps it, also while it waits for an approval or lost its process. A run that costs nothing reserves nothing.</para>
    /// <para>It counts for events, schedules, triggers that poll, manual starts and re-runs (<see cref="OverBudgetException"/>), in the period in which the run is created. Changing it concerns later runs, by what is used of the period already.</para>
    /// </remarks>
    public decimal? Budget { get; init; }

    /// <summary>When <see cref="Budget"/> begins anew: with which periods of the calendar, in the time zone of the scope. Goes with <see cref="Budget"/>.</summary>
    /// <value>The default is <see cref="Automation.BudgetPeriod.Month"/>.</value>
    /// <remarks>Another period, like another zone in which the calendar shows another date, is another budget, of which nothing is used yet; runs that have begun settle with the one that they reserved of.</remarks>
    public BudgetPeriod BudgetPeriod { get; init; } = BudgetPeriod.Month;

    /// <summary>Whether the rule runs in a scope only after the scope opted in.</summary>
    /// <value>The default is false.</value>
    public bool OptIn { get; init; }

    /// <summary>Whether events and schedules start the rule in a scope only after a preview of exactly its definition was recorded there: <see cref="IRuleHandle.RecordPreviewAsync"/>.</summary>
    /// <value>The default is false: only where the host asks for it (<c>AutomationOptions.RequirePreview</c>).</value>
    /// <remarks>For a rule in C#, too, whose definition changes with a deployment. Starts by hand are let through: a person means them.</remarks>
    public bool RequirePreview { get; init; }
}
