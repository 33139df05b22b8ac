using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Automation;

/// <summary>Identifies one accepted event. Time-ordered: an event accepted later has a greater id.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
/// <param name="Value">The UUID (version 7, RFC 9562).</param>
[JsonConverter(typeof(IdJsonConverter<AutomationEventId>))]
public readonly record struct AutomationEventId(Guid Value) : IComparable<AutomationEventId>, IParsable<AutomationEventId>
{
    /// <summary>Reads an id in the form that <see cref="ToString"/> writes (32 digits with or without hyphens); nothing else.</summary>
    /// <exception cref="FormatException"><paramref name="text"/> is not such an id.</exception>
    public static AutomationEventId Parse(string text) => TryParse(text, out var id)
        ? id
        : throw new FormatException($"An event id is a UUID written as 32 hexadecimal digits, with or without hyphens; it is {IdText.Show(text)}.");

    /// <summary>Reads an id as <see cref="Parse"/> does; false when <paramref name="text"/> is null or not an id.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out AutomationEventId id)
    {
        var found = IdText.TryParse(text, out var value);
        id = new AutomationEventId(value);
        return found;
    }

    /// <summary>Orders ids by acceptance time.</summary>
    public int CompareTo(AutomationEventId other) => Value.CompareTo(other.Value);

    /// <summary>The id as 36 characters, lower case, with hyphens.</summary>
    public override string ToString() => Value.ToString("D");

    static AutomationEventId IParsable<AutomationEventId>.Parse(string s, IFormatProvider? provider) => Parse(s);

    static bool IParsable<AutomationEventId>.TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out AutomationEventId result) => TryParse(s, out result);
}
