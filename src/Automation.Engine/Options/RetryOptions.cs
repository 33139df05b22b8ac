namespace Automation;

/// <summary>Whether and when a failed try of a step is followed by another. Every failed try is recorded; crashes do not count.</summary>
/// <remarks>Immutable. Part of the rule: changing it makes a new version.</remarks>
public sealed record RetryOptions
{
    /// <summary>One try, and no other.</summary>
    public static RetryOptions None { get; } = new();

    /// <summary>How often the step is tried in all, 1 to 100.</summary>
    /// <value>The default is 1: no retry.</value>
    public int MaxAttempts { get; init; } = 1;

    /// <summary>How the wait grows from try to try.</summary>
    /// <value>The default is <see cref="Automation.BackoffType.Exponential"/>.</value>
    public BackoffType BackoffType { get; init; } = BackoffType.Exponential;

    /// <summary>The wait after the first failed try.</summary>
    /// <value>The default is 2 seconds.</value>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest wait between two tries.</summary>
    /// <value>The default is 5 minutes.</value>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether each wait is shortened by a random part of up to half, so that many runs do not retry at the same instant.</summary>
    /// <value>The default is true.</value>
    public bool Jitter { get; init; } = true;

    /// <summary>Tries up to <paramref name="maxAttempts"/> times, doubling the wait from 2 seconds up to 5 minutes.</summary>
    public static RetryOptions Backoff(int maxAttempts) => new() { MaxAttempts = maxAttempts };

    /// <summary>Tries up to <paramref name="maxAttempts"/> times, always waiting <paramref name="delay"/>.</summary>
    public static RetryOptions Fixed(int maxAttempts, TimeSpan delay) =>
        new() { MaxAttempts = maxAttempts, BackoffType = BackoffType.Fixed, Delay = delay, MaxDelay = delay, Jitter = false };
}
