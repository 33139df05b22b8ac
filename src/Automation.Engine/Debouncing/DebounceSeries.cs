using System.Collections.Concurrent;
using Automation.Ids;
using Automation.Storage;

namespace Automation.Debouncing;

/// <summary>Which series this host knows to be under way, so that an event mostly names the right one at the first try. What it says may be wrong; the store knows.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class DebounceSeries(IdGenerator ids, TimeProvider time)
{
    private const int MaxKnown = 100_000;

    private readonly ConcurrentDictionary<(string Scope, string Rule, string Key), Known> _known = new();

    /// <summary>The series that an event joins now: the one that is known, or else a new one.</summary>
    public RunId Join(string scope, string rule, string key, TimeSpan quiet, TimeSpan longest)
    {
        if (_known.Count >= MaxKnown)
        {
            _known.Clear();
        }

        var now = time.GetUtcNow();
        return _known.AddOrUpdate(
            (scope, rule, key),
            static (_, join) => new Known(new RunId(join.ids.Next()), Least(join.now + join.quiet, join.now + join.longest), join.now + join.longest),
            static (_, known, join) => known.DueAt > join.now
                ? known with { DueAt = Least(join.now + join.quiet, known.Until) }
                : new Known(new RunId(join.ids.Next()), Least(join.now + join.quiet, join.now + join.longest), join.now + join.longest),
            (ids, now, quiet, longest)).RunId;
    }

    /// <summary>What the store said is the present series; null for none.</summary>
    public void Learn(string scope, string rule, string key, DebounceRecord? present)
    {
        if (present is null)
        {
            _known.TryRemove((scope, rule, key), out _);
        }
        else
        {
            _known[(scope, rule, key)] = new Known(present.RunId, present.DueAt, present.Until);
        }
    }

    /// <summary>A series that has ended.</summary>
    public void Forget(string scope, string rule, string key, RunId run)
    {
        if (_known.TryGetValue((scope, rule, key), out var known) && known.RunId == run)
        {
            _known.TryRemove(new KeyValuePair<(string, string, string), Known>((scope, rule, key), known));
        }
    }

    private static DateTimeOffset Least(DateTimeOffset left, DateTimeOffset right) => left < right ? left : right;

    private sealed record Known(RunId RunId, DateTimeOffset DueAt, DateTimeOffset Until);
}
