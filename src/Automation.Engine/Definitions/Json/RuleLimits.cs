using Automation.Json;

namespace Automation.Definitions.Json;

/// <summary>How large a rule may be that comes as JSON, and which values its options may have.</summary>
internal static class RuleLimits
{
    /// <summary>Steps with an action in one rule.</summary>
    public const int MaxActions = 50;

    public const int MaxTriggers = 50;

    public const int MaxParameters = 100;

    public const int MaxDescription = 2000;

    public const int MaxAttempts = 100;

    public const int MaxParallel = 100;

    public const int MaxItems = 10_000;

    /// <summary>The document: 64 KiB, 32 levels.</summary>
    public static readonly JsonLimits Document = new() { MaxBytes = 64 * 1024 };

    /// <summary>
    /// The canonical form of a document, which may be longer than the document: placeholders get spaces, and characters escapes.
    /// </summary>
    public static readonly JsonLimits Stored = new() { MaxBytes = 512 * 1024, MaxStringBytes = 512 * 1024 };

    /// <summary>The shortest timeout.</summary>
    public static readonly TimeSpan ShortestTimeout = TimeSpan.FromMilliseconds(1);

    /// <summary>The longest timeout of a step, the longest wait between two tries, and the longest debounce.</summary>
    /// <summary>The most failures that a breaker waits for.</summary>
    public const int MostFailures = 100;

    public static readonly TimeSpan LongestTimeout = TimeSpan.FromDays(30);

    /// <summary>The longest time that the first of several events waits: ten times the longest debounce.</summary>
    public static readonly TimeSpan LongestDebounce = TimeSpan.FromDays(300);

    /// <summary>The longest wait for an event, and the longest delay that is written out.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromDays(3650);
}
