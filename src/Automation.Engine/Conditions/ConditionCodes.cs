namespace Automation.Conditions;

/// <summary>The codes of faults in conditions. They are sent over HTTP and recorded: never rename one.</summary>
internal static class ConditionCodes
{
    public const string UnknownProperty = "unknown-property";
    public const string MissingProperty = "missing-property";
    public const string WrongKind = "wrong-kind";
    public const string UnknownOperator = "unknown-operator";
    public const string EmptyGroup = "empty-group";
    public const string TooMany = "too-many-conditions";
    public const string TooDeep = "too-deep";
    public const string UnsupportedPattern = "unsupported-pattern";

    /// <summary>While evaluating: the pattern took longer than allowed.</summary>
    public const string PatternTimeout = "pattern-timeout";

    /// <summary>While evaluating: the text is too long to be searched.</summary>
    public const string TextTooLong = "text-too-long";
}
