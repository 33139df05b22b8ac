using System.Text;

namespace Automation.Json;

/// <summary>Makes text of handlers, such as error messages and log lines, fit for every store.</summary>
/// <remarks>
/// A store may refuse NUL or half of a surrogate pair; an error message with one of them must never block the recording of the failure.
/// </remarks>
internal static class StorableText
{
    /// <summary>Largest error message that is stored.</summary>
    public const int MaxErrorBytes = 32 * 1024;

    private const int MaxBytesOfChar = 3;
    private const string Cut = "…";

    /// <summary>Who did something, as it is kept; null when nobody said.</summary>
    public static string? Author(string? author) => author is null ? null : Clean(author, TextLimits.AuthorBytes);

    /// <summary>Why somebody did something, as it is kept; null when nobody said.</summary>
    public static string? Reason(string? reason) => reason is null ? null : Clean(reason, TextLimits.ReasonBytes);

    /// <summary>
    /// Replaces NUL and lone surrogates by U+FFFD, and cuts the text between two characters so that it has at most
    /// <paramref name="maxBytes"/> bytes as UTF-8; a cut text ends with <c>…</c>.
    /// </summary>
    /// <returns>The same instance when nothing had to change.</returns>
    public static string Clean(string text, int maxBytes = MaxErrorBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBytes, MaxBytesOfChar);
        if (text.Length <= maxBytes / MaxBytesOfChar && !text.Contains('\0') && !text.AsSpan().ContainsAnyInRange('\ud800', '\udfff'))
        {
            return text;
        }

        var cleaned = new StringBuilder(Math.Min(text.Length, maxBytes));
        var bytes = 0;
        var roomForCut = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            // The enumerator already gives U+FFFD for a lone surrogate.
            var kept = rune.Value == 0 ? Rune.ReplacementChar : rune;
            bytes += kept.Utf8SequenceLength;
            if (bytes > maxBytes)
            {
                cleaned.Length = roomForCut;
                return cleaned.Append(Cut).ToString();
            }

            cleaned.Append(kept.ToString());
            if (bytes <= maxBytes - MaxBytesOfChar)
            {
                roomForCut = cleaned.Length;
            }
        }

        return cleaned.ToString();
    }
}
