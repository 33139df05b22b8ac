using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace Automation;

/// <summary>How this host runs automations. Defaults are right for a small host.</summary>
/// <remarks>Checked at start-up. Nothing here changes what is stored, except that <see cref="Retention"/> deletes what is too old: every value may be changed between restarts.</remarks>
public sealed class AutomationOptions
{
    /// <summary>Gets or sets how many runs this host works on at the same time. Runs that wait for long do not count.</summary>
    /// <value>The default is 256.</value>
    /// <remarks>Where a host serves several scopes, as its <see cref="Scopes"/> or <see cref="IScopeDirectory"/> say, or as it finds out, an eighth of the places is kept for scopes that hold none, or fewer than a sixty-fourth, so that nobody waits for the end of another scope's long runs.</remarks>
    [Range(1, 100_000)]
    public int MaxConcurrentRuns { get; set; } = 256;

    /// <summary>Gets or sets how many runs of one scope all hosts together work on at the same time, so that no scope takes more than its share.</summary>
    /// <value>Null, the default: no limit but each rule's own.</value>
    /// <remarks>A scope may have another: <see cref="ScopeLimits.MaxRunsPerScope"/>. Runs over the limit wait, and start in the order in which they were accepted. A run that rests for longer than 30 seconds gives its place to another.
    /// Lowering the limit stops starts, not runs. Hosts on one store should agree: the run that was created last says what counts.</remarks>
    [Range(1, int.MaxValue)]
    public int? MaxRunsPerScope { get; set; }

    /// <summary>Gets or sets how much the runs of all rules of a scope together may cost in one <see cref="BudgetPerScopePeriod"/>, in credits, beside the budget of each rule.</summary>
    /// <value>0 to 1,000,000,000, with at most six digits behind the point. Null, the default: any amount.</value>
    /// <remarks>A scope may have another: <see cref="ScopeLimits.BudgetPerScope"/>. As <see cref="GuardOptions.Budget"/>, which says what a run takes of it and when. Hosts on one store should agree: each asks for what it says itself.</remarks>
    public decimal? BudgetPerScope { get; set; }

    /// <summary>Gets or sets when <see cref="BudgetPerScope"/> begins anew: with which periods of the calendar, in the time zone of the scope. Without a budget it is a fault to set another one than the default.</summary>
    /// <value>The default is <see cref="BudgetPeriod.Month"/>.</value>
    public BudgetPeriod BudgetPerScopePeriod { get; set; } = BudgetPeriod.Month;

    /// <summary>Gets or sets how many runs may lie between an event and the one from outside that began the chain, so that rules which start each other do not go on for ever.</summary>
    /// <value>The default is 3: an event, a run that publishes one, a run of that, and a third. 0 lets nothing that a step publishes start a run.</value>
    /// <remarks>
    /// An event further down is accepted, reaches runs that wait for it, and starts none: its verdicts say <see cref="VerdictReason.SuppressedLoop"/>. A handler that starts a run by hand further down gets an
    /// <see cref="EventRejectedException"/> (<c>suppressed-loop</c>). A scope may have another number: <see cref="ScopeLimits.MaxChainDepth"/>.
    /// </remarks>
    [Range(0, 1000)]
    public int MaxChainDepth { get; set; } = 3;

    /// <summary>Gets or sets how many runs one event from outside may start, with all that its runs cause: by events that steps publish, by runs that handlers start, and so on.</summary>
    /// <value>The default is 1,000.</value>
    /// <remarks>
    /// An event whose runs would be more is accepted, reaches runs that wait for it, and starts none: its verdicts say <see cref="VerdictReason.SuppressedLoop"/>, with the numbers. Counted over all hosts, in the
    /// transaction that creates the runs, from the first event of a step on; an event without a chain is compared with the number, and pays nothing. What a chain started is forgotten a day after its first run.
    /// A scope may have another number: <see cref="ScopeLimits.MaxRunsPerRoot"/>.
    /// </remarks>
    [Range(1, 1_000_000)]
    public int MaxRunsPerRoot { get; set; } = 1000;

    /// <summary>Gets the scopes in which the schedules of shared rules are due: those of this host's code, and those that are stored for all scopes. Rules that are saved in a scope need no entry.</summary>
    /// <value>Empty. Not asked when an <see cref="IScopeDirectory"/> is registered.</value>
    /// <remarks>Hosts on one store should agree. The schedules of a scope that no host names any more are removed after seven days.</remarks>
    public IList<string> Scopes { get; } = [];

    /// <summary>Gets or sets how far apart the occurrences of a schedule must be, in a rule that is saved, in a scope or for all, or by parameters that a scope sets: people must not be able to keep a host busy.</summary>
    /// <value>The default is 1 minute; <see cref="TimeSpan.Zero"/> for no minimum.</value>
    /// <remarks>Asked when a rule or a parameter is saved: what is stored already stays as it is. Rules of the host's own, in C# or registered as JSON, may be due every second, and so may a scope have them that sets nothing closer.</remarks>
    public TimeSpan MinScheduleInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets or sets how long keys of events and manual starts are remembered.</summary>
    /// <value>The default is 7 days.</value>
    public TimeSpan DedupeWindow { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Gets how long history is kept.</summary>
    /// <value>30 days for everything that has ended. A scope may have other ages: <see cref="ScopeLimits.Retention"/>.</value>
    public RetentionOptions Retention { get; } = new();

    /// <summary>Gets or sets how often the host looks for work that another process stored. Work of its own starts without waiting for it.</summary>
    /// <value>The default is 1 second, at most a day; <see cref="Timeout.InfiniteTimeSpan"/> never looks.</value>
    /// <remarks>
    /// Where the store tells a host what others store (PostgreSQL, memory), it looks more seldom while it finds nothing: for runs up to twice this, for schedules and ends of a debounce up to half a <see cref="Heartbeat"/>.
    /// </remarks>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets or sets how often the host renews its lease and looks for runs that nobody drives any more.</summary>
    /// <value>The default is 10 seconds, at most a third of <see cref="Lease"/>; <see cref="Timeout.InfiniteTimeSpan"/> never does, and the lease then does not expire.</value>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets how long the host's right to work on runs lasts without a renewal. After that other hosts take its runs over.</summary>
    /// <value>The default is 30 seconds. Hosts on one store may have different ones, as during a deployment.</value>
    /// <remarks>Ignored by a store for one process, which knows without waiting that the other one is dead.</remarks>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets how long a stopping host waits for handlers that were told to stop. Their runs are let go uncharged either way.</summary>
    /// <value>The default is 10 seconds.</value>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets whether a stored rule runs only after a preview of exactly its definition was made and recorded: <see cref="IRuleHandle.RecordPreviewAsync"/>.</summary>
    /// <value>The default is false.</value>
    /// <remarks>
    /// A new rule of which none is recorded is then saved switched off, and such a version of a rule that is switched on runs from the recording of its preview on;
    /// <see cref="IStoredRules.RecordPreviewAsync"/> records it before the save. A single rule asks for it with <see cref="GuardOptions.RequirePreview"/>: rules in C# and those that the host registers only so.
    /// Hosts on one store should agree. Switched on later, it stops every stored rule of which no preview is recorded.
    /// </remarks>
    public bool RequirePreview { get; set; }

    /// <summary>Gets or sets how values become JSON and back; null for the defaults: camelCase names, enums as camelCase strings.</summary>
    /// <value>Null. Changing names or converters can make stored values unreadable: treat them as a stored format.</value>
    public JsonSerializerOptions? Json { get; set; }

    /// <summary>Gets or sets whether lambdas of rules are asked twice, and fail when they give two answers. For tests.</summary>
    internal bool AskTwice { get; set; }

    /// <summary>Gets or sets what fills an array with the random part of ids; null for the system's. For tests that repeat what happened.</summary>
    internal Action<byte[]>? FillRandom { get; set; }
}
