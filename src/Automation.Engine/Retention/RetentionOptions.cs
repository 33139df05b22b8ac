using Automation.Storage;

namespace Automation;

/// <summary>How long history is kept. What is older is deleted by a host in the background, in small transactions.</summary>
/// <remarks>
/// <para>An age is at least an hour; null keeps for ever. What is needed stays, however old: runs that have not ended, their events, events with a subject that such a run may
/// still come to wait for, rules and their versions. The keys of publishers are kept for <see cref="AutomationOptions.DedupeWindow"/>.</para>
/// <para>Hosts on one store should agree: the shortest age counts.</para>
/// </remarks>
public sealed class RetentionOptions
{
    /// <summary>Gets or sets the age of runs that succeeded, counted from their end.</summary>
    /// <value>The default is 30 days.</value>
    public TimeSpan? Succeeded { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Gets or sets the age of runs that failed, counted from their end.</summary>
    /// <value>The default is 30 days.</value>
    public TimeSpan? Failed { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Gets or sets the age of runs that were cancelled, counted from their end.</summary>
    /// <value>The default is 30 days.</value>
    public TimeSpan? Cancelled { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Gets or sets the age of events that no stored run refers to: those that started none, and those whose runs are deleted.</summary>
    /// <value>The default is 30 days. Shorter than the runs' ages, for hosts that see many events which no rule wants.</value>
    public TimeSpan? Events { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Gets or sets the age of suggestions that were dismissed or accepted, counted from then, or from when they were last proposed. Open ones stay.</summary>
    /// <value>The default is 365 days: what is forgotten is proposed anew, and few people want to say no once a month.</value>
    public TimeSpan? Suggestions { get; set; } = TimeSpan.FromDays(365);

    /// <summary>Gets or sets how often the host looks for what has become too old; the first time five minutes after its start.</summary>
    /// <value>The default is 6 hours; <see cref="Timeout.InfiniteTimeSpan"/> never does, and <see cref="IScopedAutomation.PurgeAsync"/> is left to you.</value>
    public TimeSpan Interval { get; set; } = TimeSpan.FromHours(6);

    /// <summary>Says whether a run that is not found may be one that was deleted for its age: for answers that tell "gone" from "never was", as HTTP does with 410 and 404.</summary>
    /// <remarks>By the time in the id alone, so that it tells nothing of whether there ever was such a run, or in which scope. It knows nothing of runs that <see cref="IScopedAutomation.PurgeAsync"/> deleted by shorter ages, nor of scopes with ages of their own (<see cref="ScopeLimits.Retention"/>).</remarks>
    /// <param name="runId">The id that was asked for, also that of a <see cref="CompletionToken"/>.</param>
    /// <param name="now">The present.</param>
    public bool MayHaveDeleted(RunId runId, DateTimeOffset now) =>
        IsOlder(runId.Value, now, Succeeded) || IsOlder(runId.Value, now, Failed) || IsOlder(runId.Value, now, Cancelled);

    /// <summary>The same of an event, such as the first one that a duplicate is answered with.</summary>
    /// <param name="eventId">The id that was asked for.</param>
    /// <param name="now">The present.</param>
    public bool MayHaveDeleted(AutomationEventId eventId, DateTimeOffset now) => IsOlder(eventId.Value, now, Events);

    internal static TimeSpan LongestAge { get; } = TimeSpan.FromDays(36500);

    private static bool IsOlder(Guid id, DateTimeOffset now, TimeSpan? age) => id.Version == 7 && now - IdTime.Of(id) > age;

    internal PurgeOptions Ages() => new() { Succeeded = Succeeded, Failed = Failed, Cancelled = Cancelled, Events = Events, Suggestions = Suggestions };
}
