using System.Globalization;
using System.Text;
using Automation.Json;

namespace Automation.Templates;

/// <summary>Filters about instants.</summary>
internal static class DateFilters
{
    private const string UsualFormat = "yyyy-MM-dd";

    /// <summary>
    /// <c>date</c>, <c>date: 'dd.MM.yyyy HH:mm'</c> or <c>date: 'HH:mm', 'Europe/Berlin'</c>: an RFC 3339 instant in a .NET format, with
    /// invariant names; in its own offset unless a zone is given.
    /// </summary>
    public static TemplateValue Date(in FilterInput input)
    {
        if (!Rfc3339.TryParse(Encoding.UTF8.GetBytes(input.Text()), out var instant))
        {
            throw input.WrongInput("an instant such as 2026-03-29T01:00:00Z");
        }

        if (input.Arguments.Length > 1)
        {
            // The argument was checked: it is the id of a zone.
            _ = TimeZones.TryFind(input.TextArgument(1, ""), out var zone, out _);
            instant = TimeZoneInfo.ConvertTime(instant, zone!);
        }

        return TemplateValue.OfText(instant.ToString(input.TextArgument(0, UsualFormat), CultureInfo.InvariantCulture));
    }
}
