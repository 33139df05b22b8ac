namespace Automation.Definitions;

/// <summary>The content hash of a definition.</summary>
internal static class RuleHash
{
    /// <summary>SHA-256 over the canonical JSON of the rule (lambdas as their text), cut to 32 hexadecimal digits.</summary>
    public static string Of(RuleDefinition rule) => throw new NotImplementedException(rule.Name);
}
