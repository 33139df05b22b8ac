namespace Automation.Storage;

/// <summary>A schedule that reckons with another zone, or with other data of its zone, from now on: it is the same one, at other instants.</summary>
/// <param name="Seen">The schedule as it was read. When it has another spec or another due instant by now, it stays as it is.</param>
/// <param name="Spec">What becomes <see cref="ScheduleRecord.Spec"/>.</param>
/// <param name="NextDue">What becomes <see cref="ScheduleRecord.NextDue"/>, UTC; null for never again, or until somebody acts.</param>
public sealed record ScheduleMove(ScheduleRecord Seen, string Spec, DateTimeOffset? NextDue);
