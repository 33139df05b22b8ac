using System.Globalization;
using System.Text.Json;
using Automation.Json;
using Automation.Templates;

namespace Automation.Definitions.Json;

/// <summary>A JSON object of a rule, whose members are read by name. Every method notes the fault it finds and then yields null.</summary>
internal readonly struct RuleObject
{
    private readonly JsonElement _json;
    private readonly RuleReading _reading;

    private RuleObject(JsonElement json, string pointer, string words, RuleReading reading) =>
        (_json, Pointer, Words, _reading) = (json, pointer, words, reading);

    public string Pointer { get; }

    /// <summary>The object for messages: <c>step 'use'</c>.</summary>
    public string Words { get; }

    /// <summary>Takes a value as an object. Null when it is none.</summary>
    public static RuleObject? Of(JsonElement json, string pointer, string words, RuleReading reading)
    {
        if (json.ValueKind == JsonValueKind.Object)
        {
            return new RuleObject(json, pointer, words, reading);
        }

        reading.Add(pointer, RuleCodes.WrongKind, $"{words} is an object; {TemplateValue.Describe(json.ValueKind)} is here.");
        return null;
    }

    public string At(string member) => JsonPointer.Append(Pointer, member);

    public bool Has(string member) => _json.TryGetProperty(member, out _);

    /// <summary>Refuses members of other names.</summary>
    public RuleObject Allow(params ReadOnlySpan<string> members)
    {
        foreach (var member in _json.EnumerateObject())
        {
            if (!members.Contains(member.Name))
            {
                var listed = members.ToArray();
                _reading.Add(
                    At(member.Name),
                    RuleCodes.UnknownProperty,
                    $"{Words} has the member {ShortText.Quote(member.Name)}, which is unknown there.{_reading.Hint(member.Name, listed, "members")}");
            }
        }

        return this;
    }

    /// <summary>The member as it is; undefined when there is none.</summary>
    public JsonElement Find(string member) => _json.TryGetProperty(member, out var value) ? value : default;

    /// <summary>The member, which must be there.</summary>
    /// <param name="member">Its name.</param>
    /// <param name="needed">What it is, for the message.</param>
    public JsonElement? Require(string member, string needed)
    {
        if (_json.TryGetProperty(member, out var value))
        {
            return value;
        }

        _reading.Add(Pointer, RuleCodes.MissingProperty, $"{Words} has no '{member}'. It needs {needed}.");
        return null;
    }

    public RuleObject? Object(string member, string words) =>
        Has(member) ? Of(Find(member), At(member), words, _reading) : null;

    public string? Text(string member)
    {
        var value = Find(member);
        if (value.ValueKind is JsonValueKind.String or JsonValueKind.Undefined)
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }

        Wrong(member, "a text");
        return null;
    }

    public string? RequireText(string member, string needed) => Require(member, needed) is null ? null : Text(member);

    public int? Number(string member, int least, int most)
    {
        var value = Find(member);
        if (value.ValueKind == JsonValueKind.Undefined)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most)
        {
            return number;
        }

        Wrong(member, string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}"));
        return null;
    }

    /// <summary>An amount of credits.</summary>
    public decimal? Amount(string member)
    {
        var value = Find(member);
        if (value.ValueKind == JsonValueKind.Undefined)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var amount) && Credits.IsAmount(amount))
        {
            return amount;
        }

        Wrong(member, $"a number: {Credits.Range}");
        return null;
    }

    public bool? Flag(string member)
    {
        var value = Find(member);
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        if (value.ValueKind != JsonValueKind.Undefined)
        {
            Wrong(member, "true or false");
        }

        return null;
    }

    public TimeSpan? Duration(string member, TimeSpan shortest, TimeSpan longest)
    {
        var value = Find(member);
        if (value.ValueKind == JsonValueKind.Undefined)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String && IsoDuration.TryParse(value.GetString()!, out var duration) && duration >= shortest && duration <= longest)
        {
            return duration;
        }

        Wrong(member, $"a duration as ISO 8601 writes it, such as 'PT30S' or 'P2D', from {IsoDuration.Write(shortest)} to {IsoDuration.Write(longest)}");
        return null;
    }

    public TEnum? Word<TEnum>(string member)
        where TEnum : struct, Enum
    {
        var value = Find(member);
        if (value.ValueKind == JsonValueKind.String && RuleWords.TryRead<TEnum>(value.GetString()!, out var word))
        {
            return word;
        }

        if (value.ValueKind != JsonValueKind.Undefined)
        {
            Wrong(member, $"one of: {string.Join(", ", RuleWords.All<TEnum>())}");
        }

        return null;
    }

    /// <summary>Notes that a member is not what it must be.</summary>
    public void Wrong(string member, string needed) =>
        _reading.Add(At(member), RuleCodes.WrongKind, $"'{member}' of {Words} is {JsonShown.Of(Find(member))}. It needs {needed}.");
}
