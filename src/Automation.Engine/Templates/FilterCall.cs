namespace Automation.Templates;

/// <summary>A filter as used in a placeholder.</summary>
internal sealed class FilterCall(TemplateFilter filter, FilterArgument[] arguments)
{
    private const int ArgumentsOnStack = 4;

    public TemplateFilter Filter { get; } = filter;

    public FilterArgument[] Arguments { get; } = arguments;

    public TemplateValue Apply(TemplateValue value, IValueSource source, int maxBytes, Placeholder placeholder)
    {
        if ((value.IsMissing && !Filter.AppliesToMissing) || (value.IsNull && !Filter.AppliesToNull))
        {
            return value;
        }

        var room = new ArgumentRoom();
        var arguments = Arguments.Length <= ArgumentsOnStack ? room[..Arguments.Length] : new TemplateValue[Arguments.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = Resolve(i, source, placeholder);
        }

        return Filter.Apply(
            new FilterInput { Value = value, Arguments = arguments, MaxBytes = maxBytes, Call = this, Placeholder = placeholder });
    }

    public FilterArgumentKind KindOf(int argument) => Filter.Arguments[Math.Min(argument, Filter.Arguments.Length - 1)];

    public override string ToString() =>
        Arguments.Length == 0 ? Filter.Name : $"{Filter.Name}: {string.Join(", ", (IEnumerable<FilterArgument>)Arguments)}";

    private TemplateValue Resolve(int index, IValueSource source, Placeholder placeholder)
    {
        var argument = Arguments[index];
        var value = argument.Resolve(source);
        if (value.IsMissing)
        {
            // What stands in may be missing, too: the next default, or the placeholder, says so.
            return Filter.AppliesToMissing ? value : throw placeholder.MissingValue(argument.Path!);
        }

        var kind = KindOf(index);
        return argument.Path is null || FilterArguments.Fits(kind, value) ? value : throw new TemplateException(
            TemplateCodes.FilterArgument,
            $"The filter '{Filter.Name}' in {placeholder.Quoted()} needs {FilterArguments.Describe(kind)} at '{argument.Path}'; "
            + $"{value.Describe()} is there.");
    }

    [System.Runtime.CompilerServices.InlineArray(ArgumentsOnStack)]
    private struct ArgumentRoom
    {
        private TemplateValue _first;
    }
}
