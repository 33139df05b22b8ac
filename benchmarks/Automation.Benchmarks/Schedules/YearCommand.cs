using System.Diagnostics;
using System.Text.Json;
using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Benchmarks.Schedules;

/// <summary><c>year [--days 365] [--rounds 5]</c>: a rule that is due every morning in five zones, played through under the manual clock.</summary>
internal static class YearCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static async Task RunAsync(string[] args)
    {
        var arguments = new Arguments(args);
        var days = arguments.Number("days", 365);
        for (var round = 0; round < arguments.Number("rounds", 5); round++)
        {
            var began = Stopwatch.GetTimestamp();
            var runs = await PlayAsync(days);
            var took = Stopwatch.GetElapsedTime(began);
            Console.WriteLine(JsonSerializer.Serialize(
                new { Benchmark = "year", Days = days, Runs = runs, Seconds = Math.Round(took.TotalSeconds, 2), MicrosecondsPerRun = Math.Round(took.TotalMicroseconds / runs, 1) }, Json));
        }
    }

    private static async Task<int> PlayAsync(int days)
    {
        await using var test = await AutomationTest.StartAsync(builder => builder
            .AddRule<Occurrence>("brief", rule => rule.OnSchedule(Schedule.Daily(new TimeOnly(7, 0))).Then("note", run => new Brief(run.Input.TimeZone)))
            .AddHandler<BriefHandler>()
            .Services.AddSingleton<IScopeDirectory>(new FiveZones()));
        test.Fake((Brief _) => { });
        await test.AdvanceAsync(TimeSpan.FromDays(days));
        return test.Calls<Brief>().Count;
    }
}
