using System.Text;

namespace Automation.Templates;

/// <summary>A stretch of a template: text that stays, or a placeholder.</summary>
internal readonly struct TemplatePart
{
    private readonly byte[]? _utf8;

    public TemplatePart(string literal)
    {
        Literal = literal;
        _utf8 = Encoding.UTF8.GetBytes(literal);
    }

    public TemplatePart(Placeholder placeholder) => Placeholder = placeholder;

    /// <summary>The text that stays, escapes resolved; null for a placeholder.</summary>
    public string? Literal { get; }

    public ReadOnlySpan<byte> Utf8Literal => _utf8;

    public Placeholder? Placeholder { get; }
}
