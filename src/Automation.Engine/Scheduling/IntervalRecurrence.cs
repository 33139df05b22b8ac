namespace Automation.Scheduling;

/// <summary>Recurs at whole multiples of an interval before and after an anchor, in real time, so that neither a restart nor the change of clocks shifts it.</summary>
internal sealed class IntervalRecurrence(TimeSpan interval, DateTime anchor) : Recurrence
{
    public override DateTime? Next(DateTime after)
    {
        var since = (after - anchor).Ticks % interval.Ticks;
        var left = since < 0 ? -since : interval.Ticks - since;
        return left < DateTime.MaxValue.Ticks - after.Ticks ? after.AddTicks(left) : null;
    }
}
