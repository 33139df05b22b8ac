using System.Text.Json;
using Automation.EndToEnd.Worlds;

namespace Automation.EndToEnd.Hosting;

/// <summary>Whatever a host asks of a store that is away, it catches one exception; and asking again is harmless.</summary>
public sealed class UnavailableStoreTests
{
    private const string Rule = """
        {"name":"greet","triggers":[{"type":"event","config":{"event":"order.placed"}}],"steps":[{"id":"s","type":"work","config":{"name":"s","text":"hello"}}]}
        """;

    private static readonly Dictionary<string, Func<IScopedAutomation, Task>> Calls = new()
    {
        ["publish"] = client => client.PublishJsonAsync("greeted", "{}"u8.ToArray()),
        ["start"] = client => client.Rule("greet").RunJsonAsync(JsonElement.Parse("{}")),
        ["cancel"] = client => client.CancelAsync(new RunId(Guid.CreateVersion7())),
        ["release"] = client => client.ReleaseAsync(new RunId(Guid.CreateVersion7())),
        ["complete"] = client => client.CompleteAsync(new CompletionToken(new RunId(Guid.CreateVersion7()), new StepPath("a"), 1)),
        ["why"] = client => client.WhyAsync(new AutomationEventId(Guid.CreateVersion7())),
        ["list events"] = client => client.ListEventsAsync(),
        ["find run"] = client => client.FindRunAsync(new RunId(Guid.CreateVersion7())),
        ["list runs"] = client => client.ListRunsAsync(),
        ["list log"] = client => client.ListLogAsync(new RunId(Guid.CreateVersion7())),
        ["show rule"] = client => client.Rule("greet").ShowAsync(),
        ["save rule"] = client => client.Rules.SaveAsync(Rule),
        ["list all rules"] = client => client.ListRulesAsync(),
        ["list rules"] = client => client.Rules.ListAsync(),
        ["find rule"] = client => client.Rules.FindAsync("greet"),
        ["disable rule"] = client => client.Rule("greet").DisableAsync(),
        ["delete rule"] = client => client.Rules.DeleteAsync("greet"),
    };

    public static TheoryData<string> Names => [.. Calls.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Call_WhileTheStoreIsAway_SaysSo(string call)
    {
        var plan = new FaultPlan();
        await using var world = new World(StoreKind.Memory, plan, Worlds.Rules.One);
        await world.StartAsync();
        plan.IsAway = true;

        await Should.ThrowAsync<AutomationUnavailableException>(() => Calls[call](world.Client));
    }

    [Theory]
    [InlineData(FaultKind.UnknownLost)]
    [InlineData(FaultKind.UnknownStored)]
    public async Task SaveRule_WithoutAnAnswer_MayBeRepeated(FaultKind fault)
    {
        var plan = new FaultPlan();
        await using var world = new World(StoreKind.Memory, plan, Worlds.Rules.One);
        await world.StartAsync();
        plan.NextWrite = fault;

        await Should.ThrowAsync<AutomationUnavailableException>(() => world.Client.Rules.SaveAsync(Rule));

        (await world.Client.Rules.SaveAsync(Rule)).Version.ShouldBe(1);
    }
}
