namespace Automation.Conditions;

/// <summary>How large the conditions of a rule may be.</summary>
internal static class ConditionLimits
{
    /// <summary>Leaves and groups in one rule document; the array around all conditions is free.</summary>
    public const int MaxNodes = 200;

    /// <summary>Groups inside one another.</summary>
    public const int MaxDepth = 32;

    /// <summary>Characters of one pattern of <c>matches</c>.</summary>
    public const int MaxPatternLength = 512;

    /// <summary>Bytes of a text that <c>matches</c> searches.</summary>
    public const int MaxMatchedBytes = 64 * 1024;

    /// <summary>How long one <c>matches</c> may take.</summary>
    public static readonly TimeSpan PatternTimeout = TimeSpan.FromMilliseconds(100);
}
