using System.Buffers;

namespace Automation.Templates;

/// <summary>Text for the value of an HTTP header: visible ASCII, spaces and tabs.</summary>
internal static class HeaderText
{
    private static readonly SearchValues<char> Allowed = SearchValues.Create(
        ['\t', .. Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code)]);

    /// <summary>What is wrong with the written part of a template as a header, to say it when the rule is saved; null when nothing is.</summary>
    public static TemplateException? FindFault(Template template)
    {
        foreach (var part in template.Parts)
        {
            if (part.Literal is { } literal && FindFault(literal) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    /// <returns>The text, when it may be sent.</returns>
    /// <exception cref="TemplateException">The text would end the header, or split it.</exception>
    public static string Check(string text) => FindFault(text) is { } fault ? throw fault : text;

    private static TemplateException? FindFault(string text)
    {
        var index = text.AsSpan().IndexOfAnyExcept(Allowed);
        return index < 0 ? null : new TemplateException(
            TemplateCodes.UnsafeHeader,
            $"The text for a header has the character U+{(int)text[index]:X4} at place {index + 1}; only visible ASCII characters, spaces and tabs "
            + "are allowed.");
    }
}
