using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Automation.Caching;

/// <summary>A map that forgets what was not asked for lately: it holds at least the last <paramref name="capacity"/> entries that were, and at most twice as many.</summary>
/// <remarks>
/// Two generations: what is found in the old one moves to the young one, and a young one that is full becomes the old one. Thread-safe. What is set while that happens may be forgotten, or stand
/// behind what was there before: for entries that can be made again, and whose age somebody else checks.
/// </remarks>
internal sealed class RecentEntries<TKey, TValue>(int capacity, IEqualityComparer<TKey>? comparer = null)
    where TKey : notnull
{
    private Generations _now = new(new(comparer), new(comparer));

    public int Count => _now.Young.Count + _now.Old.Keys.Count(key => !_now.Young.ContainsKey(key));

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        var now = _now;
        if (now.Young.TryGetValue(key, out value))
        {
            return true;
        }

        if (!now.Old.TryGetValue(key, out value))
        {
            return false;
        }

        value = GetOrAdd(key, value);
        return true;
    }

    public void Set(TKey key, TValue value)
    {
        var now = _now;
        if (now.Young.TryAdd(key, value))
        {
            Grow(now);
        }
        else
        {
            now.Young[key] = value;
        }
    }

    /// <summary>What is there, in the young generation from now on, or the given value.</summary>
    public TValue GetOrAdd(TKey key, TValue value)
    {
        var now = _now;
        if (now.Young.TryAdd(key, value))
        {
            Grow(now);
            return value;
        }

        return now.Young.TryGetValue(key, out var present) ? present : value;
    }

    /// <summary>Sets it if the present value is the one that is compared with.</summary>
    public bool TryReplace(TKey key, TValue value, TValue comparand) => _now.Young.TryUpdate(key, value, comparand);

    private void Grow(Generations now)
    {
        if (Interlocked.Increment(ref now.Size) == capacity)
        {
            Interlocked.CompareExchange(ref _now, new(new(comparer), now.Young), now);
        }
    }

    private sealed class Generations(ConcurrentDictionary<TKey, TValue> young, ConcurrentDictionary<TKey, TValue> old)
    {
        public int Size;

        public ConcurrentDictionary<TKey, TValue> Young { get; } = young;

        public ConcurrentDictionary<TKey, TValue> Old { get; } = old;
    }
}
