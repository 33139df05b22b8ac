using System.Globalization;
using System.Text.Json;
using Automation;

namespace DailyBrief.Show;

/// <summary>Prints runs, oldest first, by the tenant's wall clock and in UTC.</summary>
internal static class RunTable
{
    /// <summary>How many of the printed runs did not succeed.</summary>
    public static async Task<int> PrintAsync(TextWriter output, IScopedAutomation tenant, string zone, RunQuery query)
    {
        var lines = new List<string>();
        var failed = 0;
        for (RunQuery? next = query; next is not null;)
        {
            var page = await tenant.ListRunsAsync(next);
            foreach (var summary in page.Items)
            {
                var run = (await tenant.FindRunAsync(summary.Id))!;
                failed += run.Status == RunStatus.Succeeded ? 0 : 1;
                lines.Add(Line(run, zone));
            }

            next = page.Next is { } after ? next with { After = after } : null;
        }

        lines.Reverse();
        output.WriteLine();
        output.WriteLine($"{tenant.Scope} ({zone}): {lines.Count} runs");
        foreach (var line in lines)
        {
            output.WriteLine(line);
        }

        return failed;
    }

    private static string Line(RunDetails run, string zone)
    {
        var due = run.Trigger.Kind == TriggerKind.Schedule ? run.Input.GetProperty("due").GetDateTimeOffset() : run.CreatedAt;
        var local = TimeZoneInfo.ConvertTime(due, TimeZoneInfo.FindSystemTimeZoneById(zone));
        var note = run.Input.TryGetProperty("missed", out var missed) && missed.ValueKind == JsonValueKind.Number && missed.GetInt32() is > 0 and var count
            ? $"  late, for {count} missed"
            : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"  {local:ddd yyyy-MM-dd HH:mm}  {due.UtcDateTime:yyyy-MM-dd HH:mm}Z  {run.Rule,-13}  {run.Trigger.Kind.ToString().ToLowerInvariant(),-8}  {run.Status.ToString().ToLowerInvariant()}{note}");
    }
}
