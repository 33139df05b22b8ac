namespace Automation;

/// <summary>Reads ids strictly: braces, spaces and hexadecimal structures, which <see cref="Guid.Parse(string)"/> takes, are refused.</summary>
internal static class IdText
{
    public static bool TryParse(string? text, out Guid value)
    {
        value = default;
        return text is { Length: 36 or 32 } && Guid.TryParseExact(text, text.Length == 36 ? "D" : "N", out value);
    }
}
