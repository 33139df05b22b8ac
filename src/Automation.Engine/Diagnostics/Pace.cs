namespace Automation.Diagnostics;

/// <summary>
/// How long a loop rests until it looks again for what other processes stored: briefly as a rule, and twice as long each time, up to a bound, while it finds nothing and would hear of what there is.
/// What the loop knows to be due shortens the rest, and is not asked here.
/// </summary>
/// <param name="shortest">The rest as a rule; <see cref="Timeout.InfiniteTimeSpan"/> to look only when there is a cause.</param>
/// <param name="longest">The bound; one that is shorter than <paramref name="shortest"/>, or infinite, lengthens nothing.</param>
/// <param name="hears">Whether news of other processes are heard now.</param>
/// <remarks>Thread-safe.</remarks>
internal sealed class Pace(TimeSpan shortest, TimeSpan longest, Func<bool> hears)
{
    private TimeSpan _last;
    private int _quick = 1;

    /// <summary>The rest as a rule.</summary>
    public TimeSpan Shortest => shortest;

    /// <summary>The same rest, whatever is found or heard.</summary>
    public static Pace Steady(TimeSpan rest) => new(rest, rest, static () => false);

    /// <summary>Something was found, or is going on: the next rest is a short one.</summary>
    public void Quicken() => Volatile.Write(ref _quick, 1);

    /// <summary>After a look: the rest until the next one.</summary>
    public TimeSpan Rest()
    {
        var quick = Interlocked.Exchange(ref _quick, 0) == 1;
        return _last = quick || longest <= shortest || shortest == Timeout.InfiniteTimeSpan || !hears() ? shortest
            : _last * 2 < longest ? _last * 2 : longest;
    }
}
