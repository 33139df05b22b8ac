using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Automation.Json;

namespace Automation.Conditions;

/// <summary>Compiles the pattern of <c>matches</c>, and refuses at once what could be slow.</summary>
/// <remarks>
/// The engine that does not go back takes time in proportion to the text, where the usual one takes minutes for <c>^(a+)+$</c>. It refuses
/// look-around, back references and automata that would be huge when it is made, that is when the rule is saved.
/// </remarks>
internal static class ConditionPattern
{
    public static bool TryCompile(string pattern, [NotNullWhen(true)] out Regex? regex, [NotNullWhen(false)] out string? fault)
    {
        (regex, fault) = (null, null);
        if (pattern.Length > ConditionLimits.MaxPatternLength)
        {
            fault = $"The pattern has {pattern.Length} characters; at most {ConditionLimits.MaxPatternLength} are allowed.";
            return false;
        }

        try
        {
            regex = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, ConditionLimits.PatternTimeout);
            return true;
        }
        catch (NotSupportedException)
        {
            fault = $"The pattern {ShortText.Quote(pattern)} uses look-around, back references, atomic groups or too many repetitions, which "
                + "are not supported because they can be slow. Write it without them.";
            return false;
        }
        catch (RegexParseException exception)
        {
            fault = $"The pattern {ShortText.Quote(pattern)} cannot be read at character {exception.Offset}: {exception.Error}.";
            return false;
        }
    }
}
