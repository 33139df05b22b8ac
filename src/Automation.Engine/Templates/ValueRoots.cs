using System.Collections.Frozen;

namespace Automation.Templates;

/// <summary>How roots are written.</summary>
internal static class ValueRoots
{
    /// <summary>The roots to name in a message; the words that are only read are left out.</summary>
    public const string Listed = "input, parameters, scope, trigger, steps, items, failure";

    private static readonly FrozenDictionary<string, ValueRoot> ByName = new Dictionary<string, ValueRoot>(StringComparer.Ordinal)
    {
        ["input"] = ValueRoot.Input,
        ["event"] = ValueRoot.Input,
        ["parameters"] = ValueRoot.Parameters,
        ["scope"] = ValueRoot.Scope,
        ["trigger"] = ValueRoot.Trigger,
        ["steps"] = ValueRoot.Steps,
        ["actions"] = ValueRoot.Steps,
        ["items"] = ValueRoot.Items,
        ["failure"] = ValueRoot.Failure,
        ["previous"] = ValueRoot.Previous,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static bool TryRead(string name, out ValueRoot root) => ByName.TryGetValue(name, out root);

    public static string Name(ValueRoot root) => root switch
    {
        ValueRoot.Input => "input",
        ValueRoot.Parameters => "parameters",
        ValueRoot.Scope => "scope",
        ValueRoot.Trigger => "trigger",
        ValueRoot.Steps => "steps",
        ValueRoot.Items => "items",
        ValueRoot.Failure => "failure",
        ValueRoot.Previous => "previous",
        _ => throw new ArgumentOutOfRangeException(nameof(root), root, "Automation bug: a root without a name."),
    };
}
