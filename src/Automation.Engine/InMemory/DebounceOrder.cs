namespace Automation.Storage;

/// <summary>By due instant, then by key.</summary>
internal sealed class DebounceOrder : IComparer<DebounceRecord>
{
    public static readonly DebounceOrder Instance = new();

    public int Compare(DebounceRecord? left, DebounceRecord? right)
    {
        var byDue = left!.DueAt.CompareTo(right!.DueAt);
        var byScope = byDue != 0 ? byDue : string.CompareOrdinal(left.Scope, right.Scope);
        var byRule = byScope != 0 ? byScope : string.CompareOrdinal(left.Rule, right.Rule);
        return byRule != 0 ? byRule : string.CompareOrdinal(left.Key, right.Key);
    }
}
