using System.Text.RegularExpressions;
using Automation.Json;

namespace Automation.Definitions;

/// <summary>What ids and stored names may look like.</summary>
internal static partial class NameRules
{
    /// <summary>The rule of ids, as the second sentence of a fault.</summary>
    public const string IdRule = "Use 1 to 64 of a–z, 0–9, '-' and '_', beginning with a letter or digit.";

    /// <summary>The rule of stored names, as the second sentence of a fault.</summary>
    public const string NameRule = "Use 1 to 128 of A–Z, a–z, 0–9, '.', '_' and '-'.";

    /// <summary>The most characters that an event's subject has.</summary>
    public const int MaxSubject = 512;

    /// <summary>Whether a text may be the id of a step or trigger.</summary>
    public static bool IsId(string text) => Id().IsMatch(text);

    /// <summary>Whether a text may be the name of a rule, action, condition, trigger or event type.</summary>
    public static bool IsName(string text) => Name().IsMatch(text);

    /// <summary>Whether an event can have this subject.</summary>
    public static bool IsSubject(string text) => text.Length is > 0 and <= MaxSubject && PlainText.Is(text);

    /// <summary>What a text has that is no subject.</summary>
    public static string FaultOfSubject(string text) => text.Length is 0 or > MaxSubject ? $"{text.Length} characters" : "a character that cannot be printed";

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9_-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Id();

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,128}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
