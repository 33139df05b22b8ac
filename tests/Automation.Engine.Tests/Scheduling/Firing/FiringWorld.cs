using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Scheduling.Firing;

/// <summary>A host with one rule that beats by a schedule in the scope 'home'.</summary>
internal static class FiringWorld
{
    public const string Home = "home";

    public static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static Task<AutomationTest> StartAsync(Schedule schedule, Action<AutomationBuilder>? configure = null) => StartAsync(rule => rule.OnSchedule(schedule), configure);

    public static async Task<AutomationTest> StartAsync(Func<RuleBuilder<Occurrence>, RuleBuilder<Occurrence>> trigger, Action<AutomationBuilder>? configure = null)
    {
        var test = await AutomationTest.StartAsync(
            builder =>
            {
                builder.Configure(options => options.Scopes.Add(Home));
                builder.AddRule<Occurrence>("clock", rule => trigger(rule).Then("beat", run => new Beat(run.Input)));
                configure?.Invoke(builder);
            },
            Start);
        test.Fake((Beat _) => { });
        await test.RunUntilIdleAsync();
        return test;
    }

    public static IReadOnlyList<Occurrence> Beats(this AutomationTest test) => [.. test.Calls<Beat>().Select(beat => beat.Occurrence)];

    public static IEnumerable<DateTimeOffset> Dues(this AutomationTest test) => test.Beats().Select(beat => beat.Due);
}
