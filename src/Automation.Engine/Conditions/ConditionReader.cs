using System.Text.Json;
using System.Text.RegularExpressions;
using Automation.Json;
using Automation.Templates;

namespace Automation.Conditions;

/// <summary>Reads conditions strictly: what it does not know is a fault, and all faults are noted, each with its place.</summary>
internal sealed class ConditionReader(DocumentReading reading)
{
    /// <summary>Reads a condition that is no part of another one. A group of all that stands there counts for nothing, written either way.</summary>
    /// <returns>Null when there is a fault.</returns>
    public Condition? Read(JsonElement json, string pointer) => json.ValueKind switch
    {
        JsonValueKind.Array => ReadMembers(json, pointer, isAny: false, depth: 1),
        JsonValueKind.Object when json.TryGetProperty("all", out _) => ReadGroup(json, pointer, depth: 1),
        _ => ReadNode(json, pointer, depth: 1),
    };

    private Condition? ReadNode(JsonElement json, string pointer, int depth)
    {
        if (depth > ConditionLimits.MaxDepth)
        {
            return Fault(pointer, ConditionCodes.TooDeep, $"Conditions are nested deeper than {ConditionLimits.MaxDepth} levels.");
        }

        if (!reading.TryAddCondition(pointer))
        {
            return null;
        }

        return json.ValueKind switch
        {
            JsonValueKind.Array => ReadMembers(json, pointer, isAny: false, depth),
            JsonValueKind.Object => json.EnumerateObject().Any(member => member.Name is "all" or "any" or "not")
                ? ReadGroup(json, pointer, depth)
                : ReadLeaf(json, pointer),
            _ => Fault(
                pointer,
                ConditionCodes.WrongKind,
                $"A condition is an object with 'field', 'operator' and 'value', or with 'all', 'any' or 'not'; {TemplateValue.Describe(json.ValueKind)} "
                + "is here."),
        };
    }

    private Condition? ReadGroup(JsonElement json, string pointer, int depth)
    {
        Condition? group = null;
        var count = 0;
        foreach (var member in json.EnumerateObject())
        {
            var place = JsonPointer.Append(pointer, member.Name);
            if (count++ > 0)
            {
                group = Fault(
                    place,
                    ConditionCodes.UnknownProperty,
                    $"The property {ShortText.Quote(member.Name)} stands beside another one; a group has 'all', 'any' or 'not', and nothing else.");
                continue;
            }

            group = member.Name switch
            {
                "all" => ReadMembers(member.Value, place, isAny: false, depth),
                "any" => ReadMembers(member.Value, place, isAny: true, depth),
                "not" => ReadNode(member.Value, place, depth + 1) is { } inner ? new ConditionNot(inner) : null,
                _ => Unknown(place, member.Name, "'all', 'any' or 'not'"),
            };
        }

        return group;
    }

    private Condition? ReadMembers(JsonElement json, string pointer, bool isAny, int depth)
    {
        if (json.ValueKind != JsonValueKind.Array)
        {
            return Fault(
                pointer,
                ConditionCodes.WrongKind,
                $"A group needs an array of conditions; {TemplateValue.Describe(json.ValueKind)} is here.");
        }

        if (isAny && json.GetArrayLength() == 0)
        {
            return Fault(pointer, ConditionCodes.EmptyGroup, "'any' of no conditions can never hold. Add a condition, or remove the group.");
        }

        var members = new List<Condition>();
        var index = 0;
        foreach (var item in json.EnumerateArray())
        {
            if (ReadNode(item, JsonPointer.Append(pointer, index++), depth + 1) is { } condition)
            {
                members.Add(condition);
            }
        }

        return members.Count == index ? new ConditionGroup(isAny, [.. members]) : null;
    }

    private Condition? ReadLeaf(JsonElement json, string pointer)
    {
        if (json.TryGetProperty("type", out _))
        {
            return Fault(
                JsonPointer.Append(pointer, "type"),
                ConditionCodes.UnknownProperty,
                "A condition of the host's stands alone, or directly in the 'all' of a rule's 'conditions'; it cannot be a part of others.");
        }

        var before = reading.FaultCount;
        JsonElement field = default, @operator = default, value = default;
        foreach (var member in json.EnumerateObject())
        {
            switch (member.Name)
            {
                case "field":
                    field = member.Value;
                    break;
                case "operator":
                    @operator = member.Value;
                    break;
                case "value":
                    value = member.Value;
                    break;
                default:
                    Unknown(JsonPointer.Append(pointer, member.Name), member.Name, "'field', 'operator' and 'value'");
                    break;
            }
        }

        var path = ReadField(field, pointer);
        if (ReadOperator(@operator, pointer) is not { } known)
        {
            return null;
        }

        var compared = ReadValue(known, value, pointer);
        var pattern = known == ConditionOperator.Matches && compared is not null ? ReadPattern(compared, pointer) : null;
        return reading.FaultCount == before ? new ConditionLeaf(path!, known, compared!, pattern, pointer) : null;
    }

    private ValuePath? ReadField(JsonElement field, string pointer)
    {
        var place = JsonPointer.Append(pointer, "field");
        if (field.ValueKind == JsonValueKind.String)
        {
            return reading.ReadPath(field.GetString()!, place);
        }

        Needs(field, pointer, "field", "a path such as 'input.kind'");
        return null;
    }

    private ConditionOperator? ReadOperator(JsonElement @operator, string pointer)
    {
        if (@operator.ValueKind != JsonValueKind.String)
        {
            Needs(@operator, pointer, "operator", $"one of: {ConditionOperators.Listed}");
            return null;
        }

        if (ConditionOperators.TryRead(@operator.GetString()!, out var known))
        {
            return known;
        }

        Fault(
            JsonPointer.Append(pointer, "operator"),
            ConditionCodes.UnknownOperator,
            $"No operator is called {ShortText.Quote(@operator.GetString()!)}. Known operators: {ConditionOperators.Listed}.");
        return null;
    }

    private ConditionValue? ReadValue(ConditionOperator @operator, JsonElement json, string pointer)
    {
        var isGiven = json.ValueKind != JsonValueKind.Undefined;
        if (@operator == ConditionOperator.Exists && !isGiven)
        {
            return ConditionValue.Of(true);
        }

        var place = JsonPointer.Append(pointer, "value");
        var needed = Needed(@operator);
        var value = isGiven ? ConditionValue.Read(json, place, reading) : null;
        if (!isGiven || (value is not null && !Fits(@operator, json, value)))
        {
            Needs(json, pointer, "value", $"{needed} for '{ConditionOperators.Name(@operator)}'");
            return null;
        }

        return value;
    }

    private Regex? ReadPattern(ConditionValue value, string pointer)
    {
        if (ConditionPattern.TryCompile(value.Constant.GetString()!, out var regex, out var fault))
        {
            return regex;
        }

        Fault(JsonPointer.Append(pointer, "value"), ConditionCodes.UnsupportedPattern, fault);
        return null;
    }

    /// <summary>A value that is rendered may become anything, except where it must be known when the rule is read.</summary>
    private static bool Fits(ConditionOperator @operator, JsonElement json, ConditionValue value) => @operator switch
    {
        ConditionOperator.Exists => json.ValueKind is JsonValueKind.True or JsonValueKind.False,
        ConditionOperator.Matches => value.IsConstant && json.ValueKind == JsonValueKind.String,
        ConditionOperator.In or ConditionOperator.NotIn => json.ValueKind == JsonValueKind.Array || IsTemplate(json, value),
        ConditionOperator.Between => json.ValueKind == JsonValueKind.Array ? json.GetArrayLength() == 2 : IsTemplate(json, value),
        ConditionOperator.GreaterThan or ConditionOperator.LessThan => json.ValueKind is JsonValueKind.Number or JsonValueKind.String,
        ConditionOperator.StartsWith or ConditionOperator.EndsWith => json.ValueKind == JsonValueKind.String,
        _ => true,
    };

    private static bool IsTemplate(JsonElement json, ConditionValue value) => json.ValueKind == JsonValueKind.String && !value.IsConstant;

    private static string Needed(ConditionOperator @operator) => @operator switch
    {
        ConditionOperator.Exists => "true or false",
        ConditionOperator.Matches => "a regular expression, written out,",
        ConditionOperator.In or ConditionOperator.NotIn => "an array",
        ConditionOperator.Between => "an array of two values",
        ConditionOperator.GreaterThan or ConditionOperator.LessThan => "a number, a text or a placeholder",
        ConditionOperator.StartsWith or ConditionOperator.EndsWith => "a text",
        _ => "a value",
    };

    private void Needs(JsonElement json, string pointer, string name, string needed)
    {
        if (json.ValueKind == JsonValueKind.Undefined)
        {
            Fault(pointer, ConditionCodes.MissingProperty, $"The condition has no '{name}'; it needs {needed}.");
        }
        else
        {
            Fault(
                JsonPointer.Append(pointer, name),
                ConditionCodes.WrongKind,
                $"'{name}' is {JsonShown.Of(json)}; it needs {needed}.");
        }
    }

    private Condition? Unknown(string pointer, string name, string allowed) => Fault(
        pointer, ConditionCodes.UnknownProperty, $"The property {ShortText.Quote(name)} is unknown here; a condition has {allowed}.");

    private Condition? Fault(string pointer, string code, string message)
    {
        reading.Add(pointer, code, message);
        return null;
    }
}
