using System.Buffers.Binary;
using System.Text;

namespace Automation.Running.Machine;

/// <summary>Decides how long to wait before the next try. Pure: the random part comes from the step's own key.</summary>
internal static class RetryPlan
{
    /// <summary>The wait after a failed try.</summary>
    /// <param name="options">The step's policy.</param>
    /// <param name="attempt">The try that failed, counted from 1.</param>
    /// <param name="key">The step's idempotency key: spreads runs, and gives the same answer when asked again.</param>
    public static TimeSpan DelayAfter(RetryOptions options, int attempt, string key)
    {
        var delay = options.BackoffType == BackoffType.Fixed
            ? options.Delay
            : TimeSpan.FromTicks((long)Math.Min(options.Delay.Ticks * Math.Pow(2, Math.Min(attempt - 1, 62)), options.MaxDelay.Ticks));
        if (delay > options.MaxDelay)
        {
            delay = options.MaxDelay;
        }

        return options.Jitter ? delay * (1 - (0.5 * Fraction(key, attempt))) : delay;
    }

    private static double Fraction(string key, int attempt)
    {
        Span<byte> hash = stackalloc byte[32];
        System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes($"{key}#{attempt}"), hash);
        return BinaryPrimitives.ReadUInt32BigEndian(hash) / (double)uint.MaxValue;
    }
}
