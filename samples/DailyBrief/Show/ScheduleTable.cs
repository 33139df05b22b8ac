using System.Globalization;
using Automation;

namespace DailyBrief.Show;

/// <summary>Prints what a tenant has planned.</summary>
internal static class ScheduleTable
{
    public static async Task PrintAsync(TextWriter output, IScopedAutomation tenant)
    {
        var rules = (await tenant.ListRulesAsync()).ToDictionary(rule => rule.Name);
        foreach (var schedule in await tenant.ListSchedulesAsync())
        {
            var isPaused = rules[schedule.Rule].Settings!.Pause is not null;
            var next = schedule.NextDue is { } due ? string.Create(CultureInfo.InvariantCulture, $"next {due.UtcDateTime:yyyy-MM-dd HH:mm}Z") : isPaused ? "no next" : "never again";
            output.WriteLine($"  {tenant.Scope,-10} {schedule.Rule,-13} {schedule.Description}, {next}{(isPaused ? ", paused" : "")}");
        }
    }
}
