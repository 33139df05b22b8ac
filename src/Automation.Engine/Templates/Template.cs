using System.Text;
using System.Text.Json;

namespace Automation.Templates;

/// <summary>Text with placeholders, read once and rendered often.</summary>
/// <remarks>
/// Text that is exactly one placeholder stands for the value itself, with its JSON type; with anything around it, for text. What a
/// placeholder gives is never read again as a template. Immutable and thread-safe.
/// </remarks>
internal sealed class Template
{
    private readonly TemplatePart[] _parts;
    private readonly JsonElement _constant;

    private Template(string source, TemplatePart[] parts)
    {
        Source = source;
        _parts = parts;
        PlaceholderCount = parts.Count(part => part.Placeholder is not null);
        Paths = PathsOf(parts);
        if (IsConstant)
        {
            _constant = TemplateJson.Text(ConstantText);
        }
    }

    /// <summary>The text as its author wrote it. <see cref="ToString"/> gives the same template in one spelling.</summary>
    public string Source { get; }

    public ReadOnlySpan<TemplatePart> Parts => _parts;

    public int PlaceholderCount { get; }

    /// <summary>There is no placeholder: rendering always gives the same text.</summary>
    public bool IsConstant => PlaceholderCount == 0;

    /// <summary>Exactly one placeholder, and nothing around it.</summary>
    public bool IsWhole => _parts is [{ Placeholder: not null }];

    /// <summary>Every path that the template reads, those of arguments included, in the order written.</summary>
    public IReadOnlyList<ValuePath> Paths { get; }

    private string ConstantText => _parts is [var part] ? part.Literal! : "";

    /// <param name="source">The text.</param>
    /// <param name="rewrite">Turns each path as written into the path that is kept.</param>
    /// <param name="maxPlaceholders">How many placeholders there may be.</param>
    /// <exception cref="TemplateException">The text cannot be read; the message names the column.</exception>
    public static Template Parse(
        string source, Func<ValuePath, ValuePath>? rewrite = null, int maxPlaceholders = TemplateLimits.MaxPlaceholders) =>
        new(source, new TemplateReader(source, rewrite, maxPlaceholders).Read());

    /// <summary>The rendered value: of any type for a template that is one placeholder, a text for others.</summary>
    /// <exception cref="TemplateException">A value is missing, does not fit its filter, or is too large.</exception>
    public JsonElement RenderValue(IValueSource values, int maxBytes = TemplateLimits.MaxOutputBytes)
    {
        if (IsConstant)
        {
            return _constant;
        }

        if (IsWhole)
        {
            var value = _parts[0].Placeholder!.Evaluate(values, maxBytes);
            return value.Kind == TemplateValueKind.Element ? value.Element : ToElement(value, maxBytes);
        }

        return TemplateJson.Text(RenderText(values, maxBytes));
    }

    /// <summary>The rendered text, also for a template that is one placeholder.</summary>
    /// <inheritdoc cref="RenderValue" path="/exception"/>
    public string RenderText(IValueSource values, int maxBytes = TemplateLimits.MaxOutputBytes)
    {
        if (IsConstant)
        {
            return ConstantText;
        }

        using var buffer = new CappedBuffer(maxBytes);
        AppendText(values, buffer);
        return buffer.ToString();
    }

    /// <summary>The text as a URL, in which each value is one percent-encoded segment, or one value of the query.</summary>
    /// <inheritdoc cref="RenderValue" path="/exception"/>
    public string RenderUrl(IValueSource values, int maxBytes = TemplateLimits.MaxOutputBytes) => UrlText.Render(this, values, maxBytes);

    /// <summary>The text as the value of a header, which no value can end or split.</summary>
    /// <inheritdoc cref="RenderValue" path="/exception"/>
    public string RenderHeader(IValueSource values, int maxBytes = TemplateLimits.MaxOutputBytes) => HeaderText.Check(RenderText(values, maxBytes));

    /// <summary>Writes the rendered value as JSON.</summary>
    public void WriteJson(Utf8JsonWriter writer, IValueSource values, CappedBuffer buffer)
    {
        if (IsConstant)
        {
            _constant.WriteTo(writer);
        }
        else if (IsWhole)
        {
            _parts[0].Placeholder!.Evaluate(values, buffer.MaxBytes).WriteJson(writer, buffer);
        }
        else
        {
            using var text = new CappedBuffer(buffer.MaxBytes);
            AppendText(values, text);
            writer.WriteStringValue(text.Written);
        }
    }

    /// <summary>The template in one spelling: paths by their usual names, one space where spaces may be.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var part in _parts)
        {
            text.Append(part.Placeholder?.ToString() ?? TemplateReader.EscapeLiteral(part.Literal!));
        }

        return text.ToString();
    }

    private void AppendText(IValueSource values, CappedBuffer buffer)
    {
        foreach (ref readonly var part in _parts.AsSpan())
        {
            if (part.Placeholder is { } placeholder)
            {
                placeholder.Evaluate(values, buffer.MaxBytes).AppendText(buffer);
            }
            else
            {
                buffer.Append(part.Utf8Literal);
            }
        }
    }

    private static JsonElement ToElement(TemplateValue value, int maxBytes)
    {
        using var buffer = new CappedBuffer(maxBytes);
        value.AppendJson(buffer);
        return JsonElement.Parse(buffer.Written);
    }

    private static List<ValuePath> PathsOf(TemplatePart[] parts)
    {
        var paths = new List<ValuePath>();
        foreach (var part in parts)
        {
            part.Placeholder?.AddPaths(paths);
        }

        return paths;
    }
}
