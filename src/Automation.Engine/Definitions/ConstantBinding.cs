using System.Text.Json;

namespace Automation.Definitions;

/// <summary>A value that is written in the rule.</summary>
/// <param name="value">The value; strings in it are literal, not templates.</param>
internal sealed class ConstantBinding(JsonElement value) : ValueBinding
{
    public JsonElement Value => value;

    public override string? CodeText => null;

    public override JsonElement Evaluate(IRunScope scope) => value;
}
