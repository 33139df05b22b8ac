namespace Automation;

/// <summary>Which events of a scope to list. Newest first, by id.</summary>
public sealed record EventQuery
{
    /// <summary>Only this type, by its stored name; null for all.</summary>
    public string? Type { get; init; }

    /// <summary>Only events about this subject, or with a verdict about it (<see cref="Verdict.Subject"/>); null for all.</summary>
    public string? Subject { get; init; }

    /// <summary>Only events with a verdict of this rule; null for all.</summary>
    /// <remarks>
    /// Verdicts lie with their events. An index leads to the events that have others than dull ones, so that these are passed over when none of <see cref="Reasons"/> is dull, or with <see cref="HideDull"/>.
    /// Otherwise events are walked, newest first: 2,000 for a page, and when none of these counts up to 20,000, until one does. A page that is not full and has a
    /// <see cref="Page{T,TKey}.Next"/> looked no further than that event.
    /// </remarks>
    public string? Rule { get; init; }

    /// <summary>Only events with a verdict of these reasons, of <see cref="Rule"/> if that is given; empty for all. Looked for like <see cref="Rule"/>.</summary>
    public IReadOnlyList<VerdictReason> Reasons { get; init; } = [];

    /// <summary>Only events with a verdict that is not dull (<see cref="VerdictReasonExtensions.IsDull"/>): the failures, and what guards refused. With <see cref="Reasons"/> it has no meaning, since those say what is wanted.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool HideDull { get; init; }

    /// <summary>Only events accepted at or after this instant; null for no bound.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only events accepted before this instant; null for no bound.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Continue after this event: <see cref="Page{T,TKey}.Next"/> of the page before; null for the first page.</summary>
    public AutomationEventId? After { get; init; }

    /// <summary>How many to return, 1 to 200.</summary>
    /// <value>The default is 50.</value>
    public int Limit { get; init; } = 50;
}
