namespace Automation.Polling;

/// <summary>Defaults and bounds of polls.</summary>
internal static class PollLimits
{
    /// <summary>How many polls of one trigger type a host has under way; a type that hangs holds up no other.</summary>
    public const int MaxAtOnce = 16;

    public const int MaxItems = 1000;
    public const int MaxCursorBytes = 8192;

    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    public static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan LongestInterval = TimeSpan.FromDays(1);
    public static readonly TimeSpan ShortestTimeout = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan LongestTimeout = TimeSpan.FromMinutes(10);

    /// <summary>How long a poll may take beyond its timeout, to have accepted what it found, before another host makes it.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    /// <summary>How long to wait after failures at most, unless the interval is longer.</summary>
    public static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(15);

    /// <summary>When to poll after so many failures: later and later.</summary>
    public static TimeSpan RetryIn(TimeSpan interval, int failures)
    {
        var most = interval > LongestRetry ? interval : LongestRetry;
        var wait = interval;
        for (var failure = 1; failure < failures && wait < most; failure++)
        {
            wait *= 2;
        }

        return wait < most ? wait : most;
    }
}
