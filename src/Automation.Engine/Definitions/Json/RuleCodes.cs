namespace Automation.Definitions.Json;

/// <summary>The codes of faults in rules, beside those of templates and conditions.</summary>
internal static class RuleCodes
{
    public const string UnknownProperty = "unknown-property";
    public const string MissingProperty = "missing-property";
    public const string WrongKind = "wrong-kind";
    public const string OutOfRange = "out-of-range";
    public const string InvalidName = "invalid-name";
    public const string DuplicateId = "duplicate-id";
    public const string DuplicateTrigger = "duplicate-trigger";
    public const string UnknownNode = "unknown-node";
    public const string TwoKinds = "two-kinds";
    public const string UnknownType = "unknown-type";
    public const string UnknownWord = "unknown-word";
    public const string Empty = "empty";
    public const string Unreachable = "unreachable";
    public const string OutputMissing = "output-missing";
    public const string Code = "code";
    public const string TooManyActions = "too-many-actions";
    public const string UnknownPath = "unknown-path";
    public const string Contradiction = "contradiction";
    public const string NotVisible = "not-visible";
    public const string NameTaken = "name-taken";
    public const string NotStored = "not-stored";
}
