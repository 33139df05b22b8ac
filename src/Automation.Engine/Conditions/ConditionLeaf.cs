using System.Text.Json;
using System.Text.RegularExpressions;
using Automation.Json;
using Automation.Templates;

namespace Automation.Conditions;

/// <summary>A comparison of the value at a path with another value.</summary>
internal sealed class ConditionLeaf : Condition
{
    private readonly Regex? _pattern;
    private string? _constantShown;

    public ConditionLeaf(ValuePath field, ConditionOperator @operator, ConditionValue value, Regex? pattern, string pointer)
    {
        Field = field;
        Operator = @operator;
        Value = value;
        _pattern = pattern;
        Pointer = pointer;
    }

    public ValuePath Field { get; }

    public ConditionOperator Operator { get; }

    public ConditionValue Value { get; }

    /// <summary>Where it stands in the rule's document.</summary>
    public string Pointer { get; }

    public override bool Evaluate(IValueSource values)
    {
        var isThere = Field.TryResolve(values, out var seen);
        if (Operator == ConditionOperator.Exists)
        {
            return (isThere && seen.ValueKind != JsonValueKind.Null) == Value.Constant.GetBoolean();
        }

        return isThere
            ? Compare(seen, Wanted(values))
            : Operator is ConditionOperator.NotEquals or ConditionOperator.NotIn;
    }

    public override void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("field", Field.ToString());
        writer.WriteString("operator", ConditionOperators.Name(Operator));
        writer.WritePropertyName("value");
        Value.WriteTo(writer);
        writer.WriteEndObject();
    }

    internal override ConditionVerdict Explain(IValueSource values, bool isDenied)
    {
        var holds = Evaluate(values);
        var isThere = Field.TryResolve(values, out var value);
        var seen = JsonShown.Of(value);
        var text = $"{Field} {(isThere ? "was" : "had")} {seen}, wanted {(isDenied ? "not " : "")}{ConditionOperators.Name(Operator)} "
            + (Value.IsConstant ? _constantShown ??= JsonShown.Of(Value.Constant) : JsonShown.Of(isThere ? Wanted(values) : default));
        return new ConditionVerdict(holds, text, this, seen);
    }

    internal override void AddPaths(List<ValuePath> paths)
    {
        paths.Add(Field);
        paths.AddRange(Value.Paths);
    }

    private JsonElement Wanted(IValueSource values)
    {
        try
        {
            return Value.Resolve(values);
        }
        catch (TemplateException fault)
        {
            throw new ConditionException(fault.Code, fault.Message, Pointer, fault);
        }
    }

    private bool Compare(JsonElement seen, JsonElement wanted) => Operator switch
    {
        ConditionOperator.Equals => JsonCompare.AreEqual(seen, wanted),
        ConditionOperator.NotEquals => !JsonCompare.AreEqual(seen, wanted),
        ConditionOperator.Contains => Contains(seen, wanted),
        ConditionOperator.GreaterThan => JsonCompare.TryOrder(seen, wanted, out var order) && order > 0,
        ConditionOperator.LessThan => JsonCompare.TryOrder(seen, wanted, out var order) && order < 0,
        ConditionOperator.In => HasItem(wanted, seen),
        ConditionOperator.NotIn => wanted.ValueKind == JsonValueKind.Array && !HasItem(wanted, seen),
        ConditionOperator.Matches => Matches(seen),
        ConditionOperator.StartsWith => AreTexts(seen, wanted) && JsonText.Utf8(seen).StartsWith(JsonText.Utf8(wanted)),
        ConditionOperator.EndsWith => AreTexts(seen, wanted) && JsonText.Utf8(seen).EndsWith(JsonText.Utf8(wanted)),
        ConditionOperator.Between => IsBetween(seen, wanted),
        _ => throw new InvalidOperationException($"Automation bug: the operator '{Operator}' compares nothing."),
    };

    private bool Matches(JsonElement seen)
    {
        if (seen.ValueKind != JsonValueKind.String)
        {
            return false;
        }

        var text = JsonText.Utf8(seen);
        if (text.Length > ConditionLimits.MaxMatchedBytes)
        {
            throw new ConditionException(
                ConditionCodes.TextTooLong,
                $"The text at '{Field}' has {text.Length} bytes; 'matches' searches at most {ConditionLimits.MaxMatchedBytes}.",
                Pointer);
        }

        try
        {
            return _pattern!.IsMatch(seen.GetString()!);
        }
        catch (RegexMatchTimeoutException timeout)
        {
            throw new ConditionException(
                ConditionCodes.PatternTimeout,
                $"The pattern {ShortText.Quote(_pattern!.ToString())} took longer than {timeout.MatchTimeout.TotalMilliseconds} ms on the text at "
                + $"'{Field}'. Use a simpler pattern.",
                Pointer,
                timeout);
        }
    }

    private static bool Contains(JsonElement seen, JsonElement wanted) =>
        seen.ValueKind == JsonValueKind.Array
            ? HasItem(seen, wanted)
            : AreTexts(seen, wanted) && JsonText.Utf8(seen).IndexOf(JsonText.Utf8(wanted)) >= 0;

    private static bool HasItem(JsonElement array, JsonElement wanted)
    {
        if (array.ValueKind != JsonValueKind.Array)
        {
            return false;
        }

        foreach (var item in array.EnumerateArray())
        {
            if (JsonCompare.AreEqual(item, wanted))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsBetween(JsonElement seen, JsonElement wanted) =>
        wanted.ValueKind == JsonValueKind.Array
        && wanted.GetArrayLength() == 2
        && JsonCompare.TryOrder(seen, wanted[0], out var toLow) && toLow >= 0
        && JsonCompare.TryOrder(seen, wanted[1], out var toHigh) && toHigh <= 0;

    private static bool AreTexts(JsonElement left, JsonElement right) =>
        left.ValueKind == JsonValueKind.String && right.ValueKind == JsonValueKind.String;
}
