using System.Text.Json.Serialization;

namespace Automation;

/// <summary>How long a budget lasts before it begins anew: a period of the calendar, in the time zone of the scope.</summary>
[JsonConverter(typeof(WordJsonConverter<BudgetPeriod>))]
public enum BudgetPeriod
{
    /// <summary>From midnight to midnight.</summary>
    Day = 1,

    /// <summary>From Monday on, as ISO 8601 counts weeks.</summary>
    Week = 2,

    /// <summary>From the first of the month on.</summary>
    Month = 3,
}
