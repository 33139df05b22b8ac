using System.Collections.Frozen;

namespace Automation.Templates;

/// <summary>The filters there are. The list is short on purpose, and hosts cannot add to it: a template is data of whoever may edit rules.</summary>
internal static class TemplateFilters
{
    private static readonly TemplateFilter[] All =
    [
        new("default", ListFilters.Default)
        {
            Arguments = [FilterArgumentKind.Any], Required = 1, AppliesToMissing = true, AppliesToNull = true,
        },
        new("upper", TextFilters.Upper),
        new("lower", TextFilters.Lower),
        new("trim", TextFilters.Trim),
        new("truncate", TextFilters.Truncate) { Arguments = [FilterArgumentKind.Count, FilterArgumentKind.Text], Required = 1 },
        new("url", TextFilters.Url),
        new("json", TextFilters.Json) { AppliesToNull = true },
        new("join", ListFilters.Join) { Arguments = [FilterArgumentKind.Text] },
        new("concat", ListFilters.Concat) { Arguments = [FilterArgumentKind.Any], Required = 1, TakesMore = true, AppliesToNull = true },
        new("size", ListFilters.Size),
        new("first", ListFilters.First),
        new("last", ListFilters.Last),
        new("round", NumberFilters.Round) { Arguments = [FilterArgumentKind.Count] },
        new("date", DateFilters.Date) { Arguments = [FilterArgumentKind.DateFormat, FilterArgumentKind.TimeZone] },
    ];

    private static readonly FrozenDictionary<string, TemplateFilter> ByName = All.ToFrozenDictionary(f => f.Name, StringComparer.Ordinal);

    /// <summary>All names, to list them in a message.</summary>
    public static string Listed { get; } = string.Join(", ", All.Select(f => f.Name).Order(StringComparer.Ordinal));

    public static TemplateFilter? Find(string name) => ByName.GetValueOrDefault(name);
}
