namespace Automation.Storage;

/// <summary>The part of an <see cref="AcceptOperation"/> that is about series of events.</summary>
internal static class DebounceStep
{
    /// <summary>The answer when a series is not as the operation expects; null when all are.</summary>
    public static AcceptResult? RefusalOf(InMemoryDatabase data, AcceptOperation accept, DateTimeOffset now)
    {
        if (accept.Debounces.All(join => Find(data, accept, join) is { } present ? present.RunId == join.RunId && present.DueAt > now : data.Events.Find(new AutomationEventId(join.RunId.Value)) is null))
        {
            return null;
        }

        return new AcceptResult { Status = AcceptStatus.OtherSeries, Series = [.. accept.Debounces.Select(join => Find(data, accept, join))] };
    }

    public static void Join(InMemoryDatabase data, AcceptOperation accept, DateTimeOffset now)
    {
        foreach (var join in accept.Debounces)
        {
            data.Debounces.Join(accept.Scope, join, accept.Event!.Id, now, data.Undo);
        }
    }

    /// <summary>The series that the operation ends, if it is to end early, or is due and as it was read.</summary>
    public static DebounceRecord? FindDue(InMemoryDatabase data, AcceptOperation accept, DebounceEnd end, DateTimeOffset now) =>
        data.Debounces.Find(accept.Scope, end.Rule, end.Key) is { } present && present.RunId == end.RunId && (end.Early || (present.LastEventId == end.LastEventId && present.DueAt <= now)) ? present : null;

    private static DebounceRecord? Find(InMemoryDatabase data, AcceptOperation accept, DebounceJoin join) => data.Debounces.Find(accept.Scope, join.Rule, join.Key);
}
