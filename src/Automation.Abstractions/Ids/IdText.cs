namespace Automation;

/// <summary>Reads ids strictly: braces, spaces and hexadecimal structures, which <see cref="Guid.Parse(string)"/> takes, are refused.</summary>
internal static class IdText
{
    private const int Shown = 60;

    public static bool TryParse(string? text, out Guid value)
    {
        value = default;
        return text is { Length: 36 or 32 } && Guid.TryParseExact(text, text.Length == 36 ? "D" : "N", out value);
    }

    /// <summary>What came instead, for messages: at most 60 characters of it, on one line.</summary>
    public static string Show(string? text) => text is null ? "null" : $"'{string.Concat(text.Take(Shown).Select(character => char.IsControl(character) ? '?' : character))}{(text.Length > Shown ? "…" : "")}'";
}
