using Automation.Json;

namespace Automation.Definitions.Json;

/// <summary>Puts the rule's name before the messages of faults.</summary>
internal static class RuleFaults
{
    /// <param name="rule">The rule's name; empty when it could not be read.</param>
    /// <param name="faults">What is wrong.</param>
    public static IReadOnlyList<RuleFault> Of(string rule, IReadOnlyList<JsonFault> faults) =>
        [.. faults.Select(fault => new RuleFault { Rule = rule, Message = Sentence(rule, fault.Message), Pointer = fault.Pointer })];

    private static string Sentence(string rule, string message) =>
        rule.Length == 0 ? First(message, char.ToUpperInvariant) : $"Rule '{rule}': {First(message, char.ToLowerInvariant)}";

    private static string First(string message, Func<char, char> change) => change(message[0]) + message[1..];
}
