using System.Globalization;
using Automation;

namespace DailyBrief.Show;

/// <summary>Prints what a tenant might like, the best first.</summary>
internal static class SuggestionTable
{
    public static async Task PrintAsync(TextWriter output, IScopedAutomation tenant)
    {
        foreach (var suggestion in (await tenant.Suggestions.ListAsync()).Items)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {tenant.Scope,-10} {suggestion.Key,-14} {suggestion.Score:0.0} {suggestion.Title}"));
        }
    }
}
