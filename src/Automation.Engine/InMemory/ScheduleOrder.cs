namespace Automation.Storage;

/// <summary>By due instant, then by key.</summary>
internal sealed class ScheduleOrder : IComparer<ScheduleRecord>
{
    public static readonly ScheduleOrder Instance = new();

    public int Compare(ScheduleRecord? left, ScheduleRecord? right)
    {
        var byDue = Nullable.Compare(left!.NextDue, right!.NextDue);
        var byScope = byDue != 0 ? byDue : string.CompareOrdinal(left.Scope, right.Scope);
        var byRule = byScope != 0 ? byScope : string.CompareOrdinal(left.Rule, right.Rule);
        return byRule != 0 ? byRule : string.CompareOrdinal(left.Trigger, right.Trigger);
    }
}
