using System.Text.Json;
using Automation.Json;
using Automation.Templates;

namespace Automation.Conditions;

/// <summary>A condition as data: a comparison, or a group of conditions. Immutable and thread-safe.</summary>
internal abstract class Condition
{
    private IReadOnlyList<ValuePath>? _paths;

    /// <summary>Every path that the condition reads, those of compared values included.</summary>
    public IReadOnlyList<ValuePath> Paths => _paths ??= CollectPaths();

    /// <summary>Reads a condition of a rule document: a comparison, a group, or an array of which all must hold.</summary>
    /// <returns>Null when it has a fault; all faults are noted in <paramref name="reading"/>.</returns>
    public static Condition? Read(JsonElement json, string pointer, DocumentReading reading) => new ConditionReader(reading).Read(json, pointer);

    /// <summary>Reads a condition that stands alone.</summary>
    /// <exception cref="ConditionException">The condition cannot be read; the first fault is thrown.</exception>
    public static Condition Parse(JsonElement json)
    {
        var reading = new DocumentReading();
        var condition = Read(json, JsonPointer.Root, reading);
        return reading.Faults is [var fault, ..] ? throw new ConditionException(fault.Code, fault.Message, fault.Pointer) : condition!;
    }

    /// <summary>Whether the condition holds for these values.</summary>
    /// <exception cref="ConditionException">A compared value is missing, or a pattern ran out of time: there is no answer.</exception>
    public abstract bool Evaluate(IValueSource values);

    /// <summary>As <see cref="Evaluate"/>, and says which comparison decided.</summary>
    /// <inheritdoc cref="Evaluate" path="/exception"/>
    public ConditionVerdict Explain(IValueSource values) => Explain(values, isDenied: false);

    /// <summary>Writes the condition as JSON, in one spelling; reading that gives the same condition again.</summary>
    public abstract void WriteTo(Utf8JsonWriter writer);

    /// <param name="values">The data.</param>
    /// <param name="isDenied">A group around wants the contrary; the words say so.</param>
    internal abstract ConditionVerdict Explain(IValueSource values, bool isDenied);

    internal abstract void AddPaths(List<ValuePath> paths);

    private List<ValuePath> CollectPaths()
    {
        var paths = new List<ValuePath>();
        AddPaths(paths);
        return paths;
    }
}
