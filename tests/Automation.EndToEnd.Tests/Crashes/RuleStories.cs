using Automation.EndToEnd.Worlds;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.EndToEnd.Crashes;

/// <summary>Stories in which a stored rule is edited or deleted while one run of it rests and another one is at a step.</summary>
internal static class RuleStories
{
    private const string Name = "rule";
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public static IReadOnlyList<Story> All { get; } =
    [
        new("rule edited", InScope, world => EditAsync(world, () => world.Client.Rules)),
        new("rule deleted", InScope, world => DeleteAsync(world, () => world.Client.Rules)),
        new("shared rule edited", InScope, world => EditAsync(world, () => world.SharedRules)),
        new("shared rule deleted", InScope, world => DeleteAsync(world, () => world.SharedRules)),
    ];

    private static void InScope(AutomationBuilder builder) => builder.Configure(options => options.Scopes.Add(World.Scope));

    private static async Task EditAsync(World world, Func<IStoredRules> rules)
    {
        await WhileRunsAreUnderWayAsync(world, rules, async () =>
            (await world.AskAsync(_ => rules().SaveAsync(Rule("new", "02:00")))).Version.ShouldBe(2, "Asked again, it is the same version."));

        await world.PublishAsync(new OrderPlaced("3"), "3");
        await world.RunToEndAsync();

        TextsOf(world, "1", "2").ShouldAllBe(text => text.EndsWith("old", StringComparison.Ordinal));
        TextsOf(world, "3").ShouldBe(["3 new", "3 new"]);
        var versions = (await world.AskAsync(_ => rules().ListVersionsAsync(Name))).Items;
        versions.Select(version => version.Version).ShouldBe([2, 1]);
        (await world.RunsAsync()).Select(run => run.Run.RuleHash).ShouldBe([versions[1].Hash, versions[1].Hash, versions[0].Hash]);
        (await world.AskAsync(project => project.ListSchedulesAsync())).ShouldHaveSingleItem().NextDue!.Value.Hour.ShouldBe(2, "The schedule is that of the new version.");
    }

    private static async Task DeleteAsync(World world, Func<IStoredRules> rules)
    {
        await WhileRunsAreUnderWayAsync(world, rules, () => world.AskAsync(_ => rules().DeleteAsync(Name)));

        var unmet = await world.PublishAsync(new OrderPlaced("3"), "3");
        (await world.FindEventAsync(unmet.EventId))!.Verdicts.ShouldBeEmpty();
        (await world.AskAsync(project => project.ListSchedulesAsync())).ShouldBeEmpty();
        (await world.AskAsync(_ => rules().FindAsync(Name))).ShouldBeNull();
        (await world.AskAsync(_ => rules().SaveAsync(Rule("new", "02:00")))).Version.ShouldBe(2, "Its versions stay, for the runs that belong to them.");
        await world.PublishAsync(new OrderPlaced("4"), "4");
        await world.RunToEndAsync();

        TextsOf(world, "1", "2").ShouldAllBe(text => text.EndsWith("old", StringComparison.Ordinal));
        TextsOf(world, "3").ShouldBeEmpty();
        TextsOf(world, "4").ShouldBe(["4 new", "4 new"]);
        (await world.RunsAsync()).Count.ShouldBe(3);
    }

    /// <summary>The run about 1 rests, and the one about 2 is at its first step, which ends behind the change.</summary>
    private static async Task WhileRunsAreUnderWayAsync(World world, Func<IStoredRules> rules, Func<Task> changeAsync)
    {
        var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        world.Outside.Behaviour = async (work, _, _) =>
        {
            await (work.Text.StartsWith('2') ? changed.Task : Task.CompletedTask);
            return work.Name;
        };
        (await world.AskAsync(_ => rules().SaveAsync(Rule("old", "01:00")))).Version.ShouldBe(1);
        await world.PublishAsync(new OrderPlaced("1"), "1");
        await world.AdvanceAsync(Minute);

        world.HandlersWait = true;
        await world.PublishAsync(new OrderPlaced("2"), "2");
        await world.AdvanceUntilAsync(() => Task.FromResult(TextsOf(world, "2").Any()));
        await changeAsync();
        changed.SetResult();
        world.HandlersWait = false;
        await world.SettleAsync();
    }

    /// <summary>What the steps about these subjects were called with, one per key.</summary>
    private static IEnumerable<string> TextsOf(World world, params string[] subjects) => world.Outside.Calls
        .DistinctBy(call => call.Key)
        .Select(call => System.Text.Json.JsonElement.Parse(call.Input).GetProperty("text").GetString()!)
        .Where(text => subjects.Contains(text.Split(' ')[0]));

    private static string Rule(string text, string daily) => $$$"""
        { "name": "{{{Name}}}",
          "triggers": [ { "type": "event", "config": { "event": "order.placed" } }, { "type": "schedule", "config": { "daily": "{{{daily}}}" }, "input": { "id": "0" } } ],
          "steps": [
            { "id": "a", "type": "work", "config": { "name": "a", "text": "{{ input.id }} {{{text}}}" } },
            { "id": "rest", "delay": "PT10M" },
            { "id": "b", "type": "work", "config": { "name": "b", "text": "{{ input.id }} {{{text}}}" } } ] }
        """;
}
