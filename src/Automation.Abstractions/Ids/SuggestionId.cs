using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Automation;

/// <summary>Identifies one suggestion. Time-ordered: one that was added later has a greater id.</summary>
/// <remarks>Stays the same when it is proposed again. Immutable and thread-safe.</remarks>
/// <param name="Value">The UUID (version 7, RFC 9562).</param>
[JsonConverter(typeof(IdJsonConverter<SuggestionId>))]
public readonly record struct SuggestionId(Guid Value) : IComparable<SuggestionId>, IParsable<SuggestionId>
{
    /// <summary>Reads an id in the form that <see cref="ToString"/> writes (32 digits with or without hyphens); nothing else.</summary>
    /// <exception cref="FormatException"><paramref name="text"/> is not such an id.</exception>
    public static SuggestionId Parse(string text) => TryParse(text, out var id)
        ? id
        : throw new FormatException($"A suggestion id is a UUID written as 32 hexadecimal digits, with or without hyphens; it is {IdText.Show(text)}.");

    /// <summary>Reads an id as <see cref="Parse"/> does; false when <paramref name="text"/> is null or not an id.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out SuggestionId id)
    {
        var found = IdText.TryParse(text, out var value);
        id = new SuggestionId(value);
        return found;
    }

    /// <summary>Orders ids by creation time.</summary>
    public int CompareTo(SuggestionId other) => Value.CompareTo(other.Value);

    /// <summary>The id as 36 characters, lower case, with hyphens.</summary>
    public override string ToString() => Value.ToString("D");

    static SuggestionId IParsable<SuggestionId>.Parse(string s, IFormatProvider? provider) => Parse(s);

    static bool IParsable<SuggestionId>.TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out SuggestionId result) => TryParse(s, out result);
}
