namespace Automation.Json;

/// <summary>The codes with which <see cref="JsonGate"/> refuses. They are part of the answers over HTTP: never rename one.</summary>
internal static class JsonCodes
{
    public const string Malformed = "malformed-json";
    public const string InvalidText = "invalid-text";
    public const string NulCharacter = "nul-character";
    public const string DuplicateProperty = "duplicate-property";
    public const string TooLarge = "payload-too-large";
    public const string TooDeep = "too-deep";
    public const string TooManyNodes = "too-many-nodes";
    public const string StringTooLong = "string-too-long";
    public const string NumberOutOfRange = "number-out-of-range";
}
