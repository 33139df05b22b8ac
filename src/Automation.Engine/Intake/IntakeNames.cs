using System.Buffers;
using Automation.Definitions;
using Automation.Json;

namespace Automation.Intake;

/// <summary>What names, keys and subjects from outside must look like.</summary>
internal static class IntakeNames
{
    private const int MaxName = 128;

    /// <summary>The most characters that a key has.</summary>
    public const int MaxKey = 255;

    private static readonly SearchValues<char> ScopeCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:@-");

    private static readonly SearchValues<char> TypeCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    public static bool IsScope(string scope) =>
        scope.Length is > 0 and <= MaxName && !scope.AsSpan().ContainsAnyExcept(ScopeCharacters);

    public static void CheckType(string type)
    {
        if (type.Length is 0 or > MaxName || type.AsSpan().ContainsAnyExcept(TypeCharacters))
        {
            throw new EventRejectedException(
                "invalid-type", $"The event type {ShortText.Quote(type)} is not a name: 1 to {MaxName} of A-Z a-z 0-9 . _ - are allowed.");
        }
    }

    /// <summary>Whether only the engine publishes events of this type. Each is about one rule, which it is decided for alone.</summary>
    public static bool IsReserved(string type) => type is EventIntake.OccurrenceType or EventIntake.DebouncedType || EventIntake.IsDelivery(type);

    /// <summary>What only the engine publishes must not come from outside: nobody could tell it from the real thing.</summary>
    public static void CheckNotReserved(string type)
    {
        if (IsReserved(type))
        {
            throw new EventRejectedException("reserved-type", $"The event type '{type}' is the engine's own, for what it does in time and for what webhooks bring. Give the event a type of yours.");
        }
    }

    public static bool IsKey(string key) => key.Length is > 0 and <= MaxKey && PlainText.Is(key);

    public static void CheckKey(string? key)
    {
        if (key is not null && !IsKey(key))
        {
            var wrong = key.Length is 0 or > MaxKey ? $"{key.Length} characters" : "a character that cannot be printed";
            throw new EventRejectedException("invalid-key", $"The key has {wrong}; 1 to {MaxKey} printable characters are allowed. A hash of a longer key is a key, too.");
        }
    }

    public static void CheckSubject(string? subject)
    {
        if (subject is not null && !NameRules.IsSubject(subject))
        {
            throw new EventRejectedException(
                "invalid-subject", $"The subject has {NameRules.FaultOfSubject(subject)}; 1 to {NameRules.MaxSubject} printable characters are allowed, or none at all.");
        }
    }
}
