namespace Automation.Templates;

/// <summary>What a filter works on.</summary>
internal readonly ref struct FilterInput
{
    public required TemplateValue Value { get; init; }

    public required ReadOnlySpan<TemplateValue> Arguments { get; init; }

    public required int MaxBytes { get; init; }

    /// <summary>The filter and the placeholder, for messages.</summary>
    public required FilterCall Call { get; init; }

    public required Placeholder Placeholder { get; init; }

    /// <summary>The value as text, which a text, a number and a boolean have.</summary>
    public string Text() => Value.IsScalar ? Value.ScalarText() : throw WrongInput("a text, a number or a boolean");

    public string TextArgument(int index, string otherwise) => index < Arguments.Length ? Arguments[index].ScalarText() : otherwise;

    public TemplateException WrongInput(string needed) => new(
        TemplateCodes.FilterInput,
        $"The filter '{Call.Filter.Name}' in {Placeholder.Quoted()} needs {needed}; it got {Value.Describe()}.");
}
