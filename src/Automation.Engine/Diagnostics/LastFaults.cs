using Automation.Caching;

namespace Automation.Diagnostics;

/// <summary>What stood in the way of each thing when it was last looked at, so that it is said once and not with every look. Of things that were not looked at lately it is forgotten, and said again. Thread-safe.</summary>
internal sealed class LastFaults<TKey>
    where TKey : notnull
{
    private readonly RecentEntries<TKey, string?> _said = new(10_000);

    /// <summary>Notes a fault. False when it is the one that was noted last: then it was said.</summary>
    public bool IsNews(TKey key, string fault)
    {
        if (_said.TryGet(key, out var said) && said == fault)
        {
            return false;
        }

        _said.Set(key, fault);
        return true;
    }

    /// <summary>Nothing stands in its way any more.</summary>
    public void Forget(TKey key)
    {
        if (_said.TryGet(key, out var said) && said is not null)
        {
            _said.Set(key, null);
        }
    }
}
