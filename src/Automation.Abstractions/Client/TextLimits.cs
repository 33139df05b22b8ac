namespace Automation;

/// <summary>How much is kept of what callers say about what they do.</summary>
/// <remarks>
/// A longer text is not refused: it is cut between two characters, and ends with <c>…</c>; with that it has at most so many bytes as UTF-8. NUL and half of a surrogate pair, which not every store takes, become U+FFFD.
/// </remarks>
public static class TextLimits
{
    /// <summary>Of who did something: 256 bytes.</summary>
    public const int AuthorBytes = 256;

    /// <summary>Of why somebody did something: 1,024 bytes.</summary>
    public const int ReasonBytes = 1024;
}
