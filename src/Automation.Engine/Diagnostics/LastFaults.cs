using System.Collections.Concurrent;

namespace Automation.Diagnostics;

/// <summary>What stood in the way of each thing when it was last looked at, so that it is said once and not with every look. Thread-safe.</summary>
internal sealed class LastFaults<TKey>
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, string> _said = new();

    /// <summary>Notes a fault. False when it is the one that was noted last: then it was said.</summary>
    public bool IsNews(TKey key, string fault)
    {
        var news = _said.GetValueOrDefault(key) != fault;
        _said[key] = fault;
        return news;
    }

    /// <summary>Nothing stands in its way any more.</summary>
    public void Forget(TKey key) => _said.TryRemove(key, out _);
}
