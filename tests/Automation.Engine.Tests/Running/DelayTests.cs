using System.Text.Json;
using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Engine.Tests.Running;

/// <summary>Delays of rules that are data.</summary>
public sealed class DelayTests
{
    [Theory]
    [InlineData("P1W", 7 * 24)]
    [InlineData("PT90M", 1.5)]
    [InlineData("{{ input.wait }}", 2)]
    public async Task Delay_OfEveryFormThatIsSaved_IsWaited(string delay, double hours)
    {
        await using var test = await StartAsync(delay, "PT2H");
        await test.AdvanceAsync(TimeSpan.FromHours(hours) - TimeSpan.FromSeconds(1));
        (await StatusAsync(test)).ShouldBe(RunStatus.Waiting);
        await test.AdvanceAsync(TimeSpan.FromSeconds(2));
        (await StatusAsync(test)).ShouldBe(RunStatus.Succeeded);
    }

    [Theory]
    [InlineData("P1M")]
    [InlineData("2 hours")]
    [InlineData("P10675199D")]
    public async Task Delay_OfAValueThatIsNoDuration_FailsTheRun(string wait)
    {
        await using var test = await StartAsync("{{ input.wait }}", wait);
        await test.AdvanceAsync(TimeSpan.FromSeconds(1));
        (await StatusAsync(test)).ShouldBe(RunStatus.Failed);
    }

    private static async Task<AutomationTest> StartAsync(string delay, string wait)
    {
        var test = await AutomationTest.StartAsync(builder => builder.AddRuleJson(
            $$"""{ "name": "r", "triggers": [ { "type": "manual" } ], "steps": [ { "id": "rest", "delay": "{{delay}}" } ] }"""));
        await test.In("project-1").Rule("r").RunJsonAsync(JsonSerializer.SerializeToElement(new { wait }));
        return test;
    }

    private static async Task<RunStatus> StatusAsync(AutomationTest test) =>
        (await test.In("project-1").ListRunsAsync()).Items.ShouldHaveSingleItem().Status;
}
