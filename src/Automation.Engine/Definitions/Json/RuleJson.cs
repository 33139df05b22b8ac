namespace Automation;

/// <summary>The form of rules that are data.</summary>
/// <remarks>Thread-safe.</remarks>
public static class RuleJson
{
    private static readonly Lazy<string> Text = new(Read);

    /// <summary>The JSON Schema (2020-12) of a rule, for editors and forms.</summary>
    /// <remarks>
    /// What it refuses is refused when the rule is saved. The contrary does not hold: whether an action exists, or a path leads to a value that is
    /// sure to be there, is checked on saving only.
    /// </remarks>
    public static string Schema => Text.Value;

    private static string Read()
    {
        using var stream = typeof(RuleJson).Assembly.GetManifestResourceStream("rule.schema.json")
            ?? throw new InvalidOperationException("Automation bug: the package lacks the schema of rules.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
