namespace Automation.Templates;

/// <summary>Filters that make text.</summary>
internal static class TextFilters
{
    private const string Ellipsis = "…";

    /// <summary><c>upper</c>: capital letters, the same on every machine.</summary>
    public static TemplateValue Upper(in FilterInput input) => TemplateValue.OfText(input.Text().ToUpperInvariant());

    /// <summary><c>lower</c>: small letters, the same on every machine.</summary>
    public static TemplateValue Lower(in FilterInput input) => TemplateValue.OfText(input.Text().ToLowerInvariant());

    /// <summary><c>trim</c>: without white space at both ends.</summary>
    public static TemplateValue Trim(in FilterInput input) => TemplateValue.OfText(input.Text().Trim());

    /// <summary><c>truncate: 80</c> or <c>truncate: 80, '...'</c>: at most so many characters; what stands for the rest counts.</summary>
    public static TemplateValue Truncate(in FilterInput input)
    {
        var text = input.Text();
        var most = FilterArguments.Count(input.Arguments[0]);
        if (text.Length <= most || CountRunes(text) <= most)
        {
            return TemplateValue.OfText(text);
        }

        var ending = input.TextArgument(1, Ellipsis);
        var kept = most - CountRunes(ending);
        return TemplateValue.OfText(kept < 0 ? FirstRunes(text, most) : FirstRunes(text, kept) + ending);
    }

    /// <summary><c>url</c>: percent-encoded, to stand as one segment or one value of a query.</summary>
    public static TemplateValue Url(in FilterInput input)
    {
        if (!input.Value.IsScalar)
        {
            throw input.WrongInput("a text, a number or a boolean");
        }

        using var buffer = new CappedBuffer(input.MaxBytes);
        UrlText.AppendEncoded(input.Value, buffer);
        return TemplateValue.OfText(buffer.ToString());
    }

    /// <summary><c>json</c>: the value as JSON text.</summary>
    public static TemplateValue Json(in FilterInput input)
    {
        using var buffer = new CappedBuffer(input.MaxBytes);
        input.Value.AppendJson(buffer);
        return TemplateValue.OfText(buffer.ToString());
    }

    /// <summary>How many characters a text has, where one outside the basic plane counts once.</summary>
    public static int CountRunes(string text)
    {
        var count = 0;
        foreach (var _ in text.EnumerateRunes())
        {
            count++;
        }

        return count;
    }

    private static string FirstRunes(string text, int count)
    {
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (count-- == 0)
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return text[..length];
    }
}
