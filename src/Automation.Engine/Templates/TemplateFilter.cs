namespace Automation.Templates;

/// <summary>A filter: a pure function over one value and its arguments.</summary>
/// <param name="Name">The word in the template.</param>
/// <param name="Apply">The function. It gets arguments of the declared kinds, and never a missing value unless it says so.</param>
internal sealed record TemplateFilter(string Name, TemplateFilter.Function Apply)
{
    /// <summary>Turns a value into another. Throws <see cref="TemplateException"/> for a value it cannot work on.</summary>
    public delegate TemplateValue Function(in FilterInput input);

    /// <summary>What each argument is; the last kind repeats when <see cref="TakesMore"/>.</summary>
    public FilterArgumentKind[] Arguments { get; init; } = [];

    /// <summary>How many of them must be given.</summary>
    public int Required { get; init; }

    public bool TakesMore { get; init; }

    /// <summary>The filter stands in for a value that is missing. Others are passed over by what is missing.</summary>
    public bool AppliesToMissing { get; init; }

    /// <summary>The filter has an answer for null. Others are passed over by null.</summary>
    public bool AppliesToNull { get; init; }
}
