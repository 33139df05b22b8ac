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

    /// <summary>Gets or sets how often the host looks for what has become too old; the first time five minutes after its start.</summary>
    /// <value>The default is 6 hours; <see cref="Timeout.InfiniteTimeSpan"/> never does, and <see cref="IScopedAutomation.PurgeAsync"/> is left to you.</value>
    public TimeSpan Interval { get; set; } = TimeSpan.FromHours(6);

    internal static TimeSpan LongestAge { get; } = TimeSpan.FromDays(36500);

    internal PurgeOptions Ages() => new() { Succeeded = Succeeded, Failed = Failed, Cancelled = Cancelled, Events = Events };
}
