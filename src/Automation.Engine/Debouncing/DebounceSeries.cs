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

    /// <summary>Called when events wait for quiet, with the instant of the first that may be due.</summary>
    public Action<DateTimeOffset>? Expected { get; set; }

    /// <summary>Ends a series that is due, as far as this host can.</summary>
    public Func<DebounceRecord, Task>? EndsDue { get; set; }

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

    /// <summary>Takes note of the series that the store has, and ends those that are due: they take no more events, and the next one begins another.</summary>
    public async Task LearnAsync(string scope, IReadOnlyList<DebounceJoin> joins, IReadOnlyList<DebounceRecord?> present)
    {
        for (var i = 0; i < joins.Count; i++)
        {
            Learn(scope, joins[i].Rule, joins[i].Key, present[i]);
            if (present[i] is { } series && (series.RunId == joins[i].RunId || series.DueAt <= time.GetUtcNow()) && EndsDue is { } end)
            {
                await end(series).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Events wait for quiet from now on.</summary>
    public void Expect(IReadOnlyList<DebounceJoin> joins)
    {
        if (joins.Count > 0)
        {
            Expected?.Invoke(time.GetUtcNow() + joins.Min(join => join.Quiet));
        }
    }

    /// <summary>What the store said is the present series; null for none.</summary>
    private void Learn(string scope, string rule, string key, DebounceRecord? present)
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
