using System.Globalization;

namespace Automation.Definitions;

/// <summary>Which values options may have. Yields a sentence for each that is out of its range.</summary>
internal static class OptionRanges
{
    public const int MaxAttempts = 100;
    public const int MaxParallel = 100;
    public const int MaxItems = 10_000;
    public static readonly TimeSpan ShortestTimeout = TimeSpan.FromMilliseconds(1);
    public static readonly TimeSpan ShortestBreak = TimeSpan.FromSeconds(1);
    private const int MostFailures = 100;

    public static readonly TimeSpan LongestTimeout = TimeSpan.FromDays(30);

    public static IEnumerable<string> Of(StepOptions options) =>
    [
        .. Number("RetryOptions.MaxAttempts", options.Retry.MaxAttempts, 1, MaxAttempts),
        .. NotNegative("RetryOptions.Delay", options.Retry.Delay),
        .. NotNegative("RetryOptions.MaxDelay", options.Retry.MaxDelay),
        .. options.Timeout < ShortestTimeout || options.Timeout > LongestTimeout
            ? [$"StepOptions.Timeout is {Text(options.Timeout)}; 1 millisecond to 30 days is allowed."]
            : Array.Empty<string>(),
    ];

    public static IEnumerable<string> Of(ForEachOptions options) =>
    [
        .. Number("ForEachOptions.MaxParallel", options.MaxParallel, 1, MaxParallel),
        .. Number("ForEachOptions.MaxItems", options.MaxItems, 1, MaxItems),
    ];

    public static IEnumerable<string> Of(GuardOptions options) =>
    [
        .. options.Debounce < ShortestTimeout || options.Debounce > LongestTimeout
            ? [$"GuardOptions.Debounce is {Text(options.Debounce.Value)}; 1 millisecond to 30 days is allowed."]
            : Array.Empty<string>(),
        .. DebounceMaxWait(options),
        .. Number("GuardOptions.MaxRunsPerScope", options.MaxRunsPerScope ?? 1, 1, int.MaxValue),
        .. Number("GuardOptions.MaxQueued", options.MaxQueued ?? 1, 1, int.MaxValue),
        .. Number("GuardOptions.BreakAfter", options.BreakAfter ?? 1, 1, MostFailures),
        .. options.BreakFor < ShortestBreak || options.BreakFor > LongestTimeout
            ? [$"GuardOptions.BreakFor is {Text(options.BreakFor)}; 1 second to 30 days is allowed."]
            : Array.Empty<string>(),
        .. Amount("GuardOptions.ApprovalAbove", options.ApprovalAbove),
        .. Amount("GuardOptions.Budget", options.Budget),
        .. Enum.IsDefined(options.BudgetPeriod)
            ? Array.Empty<string>()
            : [$"GuardOptions.BudgetPeriod has no value {(int)options.BudgetPeriod}; Day, Week or Month is allowed."],
        .. GuardCheck.InCode.Contradictions(options),
    ];

    public static IEnumerable<string> NotNegative(string name, TimeSpan value) =>
        value < TimeSpan.Zero ? [$"{name} is {Text(value)}; it cannot be negative."] : [];

    public static IEnumerable<string> Positive(string name, TimeSpan value) =>
        value <= TimeSpan.Zero ? [$"{name} is {Text(value)}; it must be longer than zero."] : [];

    private static IEnumerable<string> Number(string name, int value, int least, int most) => value < least || value > most
        ? [string.Create(CultureInfo.InvariantCulture, $"{name} is {value}; {(most == int.MaxValue ? $"at least {least}" : $"a value from {least} to {most:N0}")} is allowed.")]
        : [];

    private static IEnumerable<string> Amount(string name, decimal? value) =>
        value is { } amount && !Credits.IsAmount(amount) ? [string.Create(CultureInfo.InvariantCulture, $"{name} is {amount}; {Credits.Range}.")] : [];

    private static IEnumerable<string> DebounceMaxWait(GuardOptions options) =>
        options.DebounceMaxWait is not { } most ? []
        : options.Debounce is not { } quiet ? ["GuardOptions.DebounceMaxWait needs GuardOptions.Debounce, which is not set."]
        : most < quiet ? [$"GuardOptions.DebounceMaxWait is {Text(most)}, shorter than GuardOptions.Debounce, which is {Text(quiet)}."]
        : most > 10 * LongestTimeout ? [$"GuardOptions.DebounceMaxWait is {Text(most)}; at most 300 days are allowed."]
        : [];

    private static string Text(TimeSpan value) => value.ToString("c", CultureInfo.InvariantCulture);
}
