using Automation;
using Automation.Testing;
using DailyBrief.Briefs;
using DailyBrief.Show;
using DailyBrief.Tenants;
using Microsoft.Extensions.DependencyInjection;

namespace DailyBrief;

/// <summary>Plays days in no time: the real engine, the tenants' real rules, and a clock that moves from one due instant to the next.</summary>
internal static class Simulation
{
    public static async Task<int> RunAsync(TextWriter output, DateOnly from, int days)
    {
        var directory = new TenantDirectory();
        var bot = new Bot();
        var start = new DateTimeOffset(from, TimeOnly.MinValue, TimeSpan.Zero);
        await using var world = await AutomationTest.StartAsync(
            automation =>
            {
                automation.Services.AddSingleton<IScopeDirectory>(directory).AddSingleton(bot);
                automation.AddFrom<Program>().Configure(options => options.MaxRunsPerScope = 1);
            },
            start);
        output.WriteLine($"{days} days from {from:yyyy-MM-dd}, {directory.Zones.Count} tenants");
        output.WriteLine($"runs at a time: 1 for each, {string.Join(", ", directory.Plans.Select(plan => $"{plan.Value.MaxRunsPerScope} for {plan.Key}"))} by its plan");
        foreach (var tenant in directory.Zones.Keys)
        {
            await TenantAutomations.ProvisionAsync(world.In(tenant));
            await TenantAutomations.ProvisionAsync(world.In(tenant)); // once more does no harm
            await ScheduleTable.PrintAsync(output, world.In(tenant));
        }

        output.WriteLine();
        for (var day = 0; day < days; day++)
        {
            switch (day)
            {
                case 2:
                    await world.In("kolkata").Rule(TenantAutomations.DailyBrief).PauseAsync();
                    output.WriteLine("day 3: kolkata pauses its brief");
                    await world.AdvanceAsync(TimeSpan.FromDays(1));
                    break;
                case 4:
                    await world.In("kolkata").Rule(TenantAutomations.DailyBrief).ResumeAsync();
                    output.WriteLine("day 5: kolkata resumes it; nothing is made up for");
                    await world.AdvanceAsync(TimeSpan.FromDays(1));
                    break;
                case 5:
                    output.WriteLine("day 6: no host is up, all day; afterwards one run stands for what was missed");
                    await world.RestartAsync(TimeSpan.FromDays(1));
                    await world.RunUntilIdleAsync();
                    break;
                default:
                    await world.AdvanceAsync(TimeSpan.FromDays(1));
                    break;
            }
        }

        var failed = 0;
        foreach (var (tenant, zone) in directory.Zones)
        {
            failed += await RunTable.PrintAsync(output, world.In(tenant), zone, new() { Limit = 200 });
        }

        output.WriteLine();
        output.WriteLine($"{bot.Count} messages; {failed} runs did not succeed");
        return failed == 0 ? 0 : 1;
    }
}
