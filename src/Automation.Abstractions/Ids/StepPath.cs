using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Automation;

/// <summary>The place of a step in a run: its id and, inside loops, the index of each enclosing loop's item, outermost first.</summary>
/// <remarks>Written as <c>convert</c>, or <c>convert/3</c> for the fourth item. Step ids are unique in a rule, so branches need no part of the path.</remarks>
/// <param name="Value">The path as text.</param>
[JsonConverter(typeof(IdJsonConverter<StepPath>))]
public readonly record struct StepPath(string Value) : IParsable<StepPath>
{
    /// <summary>The step's id: the path up to the first slash.</summary>
    public string StepId => Value.IndexOf('/', StringComparison.Ordinal) is var slash and >= 0 ? Value[..slash] : Value;

    /// <inheritdoc/>
    public override string ToString() => Value;

    static StepPath IParsable<StepPath>.Parse(string s, IFormatProvider? provider) => s.Length > 0 ? new(s) : throw new FormatException("The path of a step is not empty.");

    static bool IParsable<StepPath>.TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out StepPath result)
    {
        result = new(s!);
        return s is { Length: > 0 };
    }
}
