using System.Text.Json;
using Automation.Definitions.Json;

namespace Automation.Definitions;

/// <summary>The content hash of a definition.</summary>
internal static class RuleHash
{
    /// <summary>Raised when the canonical form changes, since every stored hash then changes with it.</summary>
    private const string Domain = "automation-rule/1";

    // The writer's own limit: a rule written in C# may nest deeper than one that comes as JSON.
    private static readonly JsonDocumentOptions AnyDepth = new() { MaxDepth = 1000 };

    /// <summary>32 hexadecimal digits of SHA-256 over the canonical JSON of the rule, with lambdas as their text.</summary>
    /// <remarks>The description is left out: it changes nothing that a run does. So are members that have their default value.</remarks>
    public static string Of(RuleDefinition rule) =>
        CanonicalHash.Of(Domain, JsonElement.Parse(RuleJsonWriter.Write(rule, describe: false).Span, AnyDepth));
}
