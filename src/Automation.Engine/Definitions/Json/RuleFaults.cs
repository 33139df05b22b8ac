using Automation.Json;
using Automation.Templates;

namespace Automation.Definitions.Json;

/// <summary>Puts the rule's name before the messages of faults.</summary>
internal static class RuleFaults
{
    /// <param name="rule">The rule's name; empty when it could not be read.</param>
    /// <param name="reading">What is wrong.</param>
    public static IReadOnlyList<RuleFault> Of(string rule, DocumentReading reading)
    {
        var faults = reading.Faults.Select(fault => Of(rule, fault.Message, fault.Pointer, fault.Code)).ToList();
        if (reading.FaultCount > faults.Count)
        {
            faults.Add(Of(rule, $"there are {reading.FaultCount - faults.Count} more faults, which are not listed.", JsonPointer.Root, code: null));
        }

        return faults;
    }

    /// <param name="rule">The rule's name; empty when it could not be read.</param>
    /// <param name="warnings">What is suspicious; null when nobody wanted to know.</param>
    public static IReadOnlyList<RuleWarning> Of(string rule, RuleWarnings? warnings) =>
        [.. (warnings?.Found ?? []).Select(found => new RuleWarning { Rule = rule, Code = found.Code, Message = Sentence(rule, found.Message), Pointer = found.Pointer })];

    private static RuleFault Of(string rule, string message, string pointer, string? code) =>
        new() { Rule = rule, Message = Sentence(rule, message), Pointer = pointer, Code = code };

    private static string Sentence(string rule, string message) =>
        rule.Length == 0 ? First(message, char.ToUpperInvariant) : $"Rule '{rule}': {First(message, char.ToLowerInvariant)}";

    private static string First(string message, Func<char, char> change) => change(message[0]) + message[1..];
}
