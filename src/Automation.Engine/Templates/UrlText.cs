using System.Buffers;
using Automation.Json;

namespace Automation.Templates;

/// <summary>Templates of URLs. What the author wrote decides scheme, host, port and shape; values only fill segments and values of the query.</summary>
internal static class UrlText
{
    private static readonly SearchValues<byte> Unreserved =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"u8);

    private static readonly SearchValues<char> SchemeCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+.-");

    private static ReadOnlySpan<byte> HexDigits => "0123456789ABCDEF"u8;

    /// <summary>What is wrong with a template as a URL, to say it when the rule is saved; null when nothing is.</summary>
    /// <remarks>Whether the destination is allowed is for the caller to judge, after the name is resolved.</remarks>
    public static TemplateException? FindFault(Template template)
    {
        if (template.IsConstant)
        {
            return null;
        }

        var head = template.Parts[0].Literal ?? "";
        return !head.AsSpan().ContainsAny("\\ \t\r\n") && (IsRooted(head) || HasWholeAuthority(head))
            ? null
            : new TemplateException(
                TemplateCodes.UnsafeUrl,
                "In a URL with placeholders, scheme, host and port must be written out, up to the slash behind them, as in "
                + "'https://example.com/{{ input.id }}': a value must not choose where a call goes.");
    }

    /// <exception cref="TemplateException">A value is missing, would change the shape of the URL, or is too large.</exception>
    public static string Render(Template template, IValueSource values, int maxBytes)
    {
        if (template.IsConstant)
        {
            return template.RenderText(values, maxBytes);
        }

        if (FindFault(template) is { } fault)
        {
            throw fault;
        }

        using var url = new CappedBuffer(maxBytes);
        for (var i = 0; i < template.Parts.Length; i++)
        {
            var part = template.Parts[i];
            if (part.Placeholder is null)
            {
                url.Append(part.Utf8Literal);
                continue;
            }

            AppendPlaceholder(part.Placeholder, values, url);
            if (EndsSegment(template.Parts, i) && IsEmptySegment(url.Written))
            {
                throw new TemplateException(
                    TemplateCodes.UnsafeUrl, $"The placeholder {part.Placeholder.Quoted()} is empty in the path of a URL, which would address something else.");
            }
        }

        return HasDotSegment(url.Written)
            ? throw new TemplateException(
                TemplateCodes.UnsafeUrl, $"The URL {ShortText.Quote(template.Source)} gets a segment '.' or '..', which would address something else.")
            : url.ToString();
    }

    /// <summary>Appends the value as text, with everything percent-encoded but letters, digits and <c>-._~</c>.</summary>
    public static void AppendEncoded(TemplateValue value, CappedBuffer buffer)
    {
        using var text = new CappedBuffer(buffer.MaxBytes);
        value.AppendText(text);
        foreach (var character in text.Written)
        {
            if (Unreserved.Contains(character))
            {
                buffer.Append([character]);
            }
            else
            {
                buffer.Append([(byte)'%', HexDigits[character >> 4], HexDigits[character & 0xF]]);
            }
        }
    }

    private static void AppendPlaceholder(Placeholder placeholder, IValueSource values, CappedBuffer url)
    {
        var value = placeholder.Evaluate(values, url.MaxBytes);
        if (placeholder.EndsWithUrl)
        {
            value.AppendText(url);
        }
        else
        {
            AppendEncoded(value, url);
        }
    }

    private static bool IsRooted(string head) => head is ['/'] or ['/', not '/', ..];

    private static bool HasWholeAuthority(string head)
    {
        var scheme = head.IndexOf("://", StringComparison.Ordinal);
        return scheme > 0
            && head.AsSpan(0, scheme).IndexOfAnyExcept(SchemeCharacters) < 0
            && head.AsSpan(scheme + "://".Length).IndexOfAny("/?#") > 0;
    }

    private static bool EndsSegment(ReadOnlySpan<TemplatePart> parts, int index) =>
        index + 1 == parts.Length || parts[index + 1].Literal is ['/' or '?' or '#', ..];

    private static bool IsEmptySegment(ReadOnlySpan<byte> url) => url is [.., (byte)'/'] && Path(url).Length == url.Length;

    private static bool HasDotSegment(ReadOnlySpan<byte> url)
    {
        var path = Path(url);
        foreach (var segment in path.Split((byte)'/'))
        {
            if (path[segment] is [(byte)'.'] or [(byte)'.', (byte)'.'])
            {
                return true;
            }
        }

        return false;
    }

    private static ReadOnlySpan<byte> Path(ReadOnlySpan<byte> url)
    {
        var end = url.IndexOfAny((byte)'?', (byte)'#');
        return end < 0 ? url : url[..end];
    }
}
