using System.Text;
using Automation.Json;

namespace Automation.Templates;

/// <summary>What stands between <c>{{</c> and <c>}}</c>: a path and the filters its value goes through.</summary>
internal sealed class Placeholder(ValuePath path, FilterCall[] filters)
{
    public ValuePath Path { get; } = path;

    public FilterCall[] Filters { get; } = filters;

    /// <summary>The value is percent-encoded already.</summary>
    public bool EndsWithUrl => Filters is [.., { Filter.Name: "url" }];

    /// <summary>The value. Never missing.</summary>
    /// <exception cref="TemplateException">Nothing is at the path, or a filter cannot work on what is there.</exception>
    public TemplateValue Evaluate(IValueSource source, int maxBytes)
    {
        var value = TemplateValue.Resolve(Path, source);
        foreach (var filter in Filters)
        {
            value = filter.Apply(value, source, maxBytes, this);
        }

        return value.IsMissing ? throw MissingValue(Path) : value;
    }

    public TemplateException MissingValue(ValuePath path) => new(
        TemplateCodes.MissingValue,
        $"{Quoted()} has no value at '{path}'. Use the filter 'default' to say what stands there instead.");

    /// <summary>The placeholder for messages.</summary>
    public string Quoted() => ShortText.Quote(ToString());

    public void AddPaths(List<ValuePath> paths)
    {
        paths.Add(Path);
        foreach (var filter in Filters)
        {
            foreach (var argument in filter.Arguments)
            {
                if (argument.Path is not null)
                {
                    paths.Add(argument.Path);
                }
            }
        }
    }

    public override string ToString()
    {
        var text = new StringBuilder("{{ ").Append(Path);
        foreach (var filter in Filters)
        {
            text.Append(" | ").Append(filter);
        }

        return text.Append(" }}").ToString();
    }
}
