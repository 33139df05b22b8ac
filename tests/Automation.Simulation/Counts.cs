namespace Automation.Simulation;

/// <summary>How often things happened, over all seeds: what never happens proves nothing.</summary>
internal sealed class Counts
{
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);

    public void Add(string what, long by = 1) => _counts[what] = _counts.GetValueOrDefault(what) + by;

    public override string ToString() => string.Join(" ", _counts.Select(count => $"{count.Key}={count.Value}"));
}
