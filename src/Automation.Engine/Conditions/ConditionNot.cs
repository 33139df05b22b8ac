using System.Text.Json;
using Automation.Templates;

namespace Automation.Conditions;

/// <summary>The contrary of a condition.</summary>
internal sealed class ConditionNot(Condition condition) : Condition
{
    public Condition Inner { get; } = condition;

    public override bool Evaluate(IValueSource values) => !Inner.Evaluate(values);

    public override void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("not");
        Inner.WriteTo(writer);
        writer.WriteEndObject();
    }

    internal override ConditionVerdict Explain(IValueSource values, bool isDenied)
    {
        var verdict = Inner.Explain(values, !isDenied);
        return verdict with { Holds = !verdict.Holds };
    }

    internal override void AddPaths(List<ValuePath> paths) => Inner.AddPaths(paths);
}
