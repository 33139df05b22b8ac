using System.Text.Json;

namespace Automation.Templates;

/// <summary>An argument of a filter as written: a literal or a path.</summary>
internal sealed class FilterArgument
{
    private readonly string _text;

    public FilterArgument(JsonElement literal, string text) => (Literal, _text) = (TemplateValue.Of(literal), text);

    public FilterArgument(ValuePath path) => (Path, _text) = (path, path.ToString());

    /// <summary>The path; null for a literal.</summary>
    public ValuePath? Path { get; }

    /// <summary>The literal; missing for a path.</summary>
    public TemplateValue Literal { get; }

    public TemplateValue Resolve(IValueSource source) => Path is null ? Literal : TemplateValue.Resolve(Path, source);

    public override string ToString() => _text;
}
