using Automation.EndToEnd.Worlds;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.EndToEnd.Running;

/// <summary>Why rules ran, or did not, asked of a subject and of a rule.</summary>
public sealed class WhyTests
{
    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.Postgres)]
    public async Task Rule_SaysWhyItDidNotRun(StoreKind store)
    {
        await using var world = new World(store, new FaultPlan(), builder => builder
            .AddRule<OrderPlaced>("picky", rule => rule.OnEvent<OrderPlaced>().When(order => order.Id != "2").Then("a", run => new Work("a", run.Input.Id)))
            .AddRule<OrderPlaced>("all", rule => rule.OnEvent<OrderPlaced>().Then("a", run => new Work("b", run.Input.Id))));
        await world.StartAsync();
        foreach (var order in new[] { "1", "2", "3" })
        {
            await world.PublishAsync(new OrderPlaced(order), order);
        }

        var ran = await ListAsync(world, new() { Rule = "picky", Reasons = [VerdictReason.Ran] });
        var refused = await ListAsync(world, new() { Rule = "picky", Reasons = [VerdictReason.ConditionFalse] });
        var anyRefused = await ListAsync(world, new() { Reasons = [VerdictReason.ConditionFalse] });
        var aboutTwo = await ListAsync(world, new() { Subject = "2" });

        ran.Items.Select(one => one.Subject).ShouldBe(["3", "1"]);
        var two = refused.Items.ShouldHaveSingleItem();
        two.Subject.ShouldBe("2");
        two.Verdicts.Single(verdict => verdict.Rule == "picky").Detail!.ShouldContain("order.Id != \"2\"");
        anyRefused.Items.Select(one => one.Id).ShouldBe([two.Id]);
        aboutTwo.Items.Select(one => one.Id).ShouldBe([two.Id]);
        (await ListAsync(world, new() { Rule = "none" })).ShouldSatisfyAllConditions(page => page.Items.ShouldBeEmpty(), page => page.Next.ShouldBeNull());
        await world.RunToEndAsync();
    }

    [Fact]
    public async Task Pages_FollowEachOther_AndTheLastOneSaysSo()
    {
        await using var world = new World(StoreKind.Memory, new FaultPlan(), Worlds.Rules.One);
        await world.StartAsync();
        for (var order = 1; order <= 5; order++)
        {
            await world.PublishAsync(new OrderPlaced($"{order}"), $"{order}");
        }

        foreach (var query in new EventQuery[] { new() { Limit = 2 }, new() { Limit = 2, Rule = "rule" }, new() { Limit = 5 }, new() { Limit = 5, Rule = "rule" } })
        {
            var subjects = new List<string?>();
            var pages = 0;
            for (EventQuery? next = query; next is not null; pages++)
            {
                var page = await ListAsync(world, next);
                subjects.AddRange(page.Items.Select(one => one.Subject));
                next = page.Next is { } after ? next with { After = after } : null;
            }

            subjects.ShouldBe(["5", "4", "3", "2", "1"]);
            pages.ShouldBe(query.Limit == 2 ? 3 : 1);
        }

        await world.RunToEndAsync();
    }

    // Fault: events are walked for it, and the walk has an end.
    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.Postgres)]
    public async Task Failure_BehindMoreDullVerdictsThanAreWalked_IsFoundWithOneCall(StoreKind store)
    {
        await using var world = new World(store, new FaultPlan(), builder => builder.AddRule<OrderPlaced>(
            "rule", rule => rule.OnEvent<OrderPlaced>().When(order => order.Amount / order.Amount > 1).Then("a", run => new Work("a", run.Input.Id))));
        await world.StartAsync();
        var failed = await world.PublishAsync(new OrderPlaced("0", 0), "0");
        for (var dull = 0; dull < 25_000; dull += 500)
        {
            await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => world.Client.PublishAsync(new OrderPlaced("1"))));
        }

        foreach (var query in new EventQuery[] { new() { HideDull = true }, new() { Reasons = [VerdictReason.Faulted] }, new() { HideDull = true, Type = "order.placed" } })
        {
            var page = await world.Client.Rule("rule").WhyAsync(query, TestContext.Current.CancellationToken);

            var found = page.Items.ShouldHaveSingleItem();
            (found.Id, found.Verdicts.Single().Reason, found.Verdicts.Single().Detail).ShouldBe((failed.EventId, VerdictReason.Faulted, "order => order.Amount / order.Amount > 1 (order.Amount was 0): Attempted to divide by zero."));
            page.Next.ShouldBeNull();
        }
    }

    // Fault: one call walks without end, or does not say where it stopped.
    [Fact]
    public async Task Page_OfARuleThatHeardNothingForVeryLong_IsEmpty_AndNotTheLast()
    {
        await using var world = new World(StoreKind.Memory, new FaultPlan(), Worlds.Rules.One);
        await world.StartAsync();
        var heard = await world.PublishAsync(new OrderPlaced("1"), "1");
        for (var other = 0; other < 20_000; other++)
        {
            await world.Client.PublishJsonAsync("nobody.listens", "{}"u8.ToArray());
        }

        var first = await ListAsync(world, new() { Rule = "rule" });
        var second = await ListAsync(world, new() { Rule = "rule", After = first.Next });

        first.Items.ShouldBeEmpty();
        second.Items.ShouldHaveSingleItem().Id.ShouldBe(heard.EventId);
        second.Next.ShouldBeNull();
        await world.RunToEndAsync();
    }

    // Fault: what happened to a subject is what has it as the event's subject: a rule that says its own leaves no trace there.
    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.Postgres)]
    public async Task Subject_ThatARuleSays_IsAskedLikeAnEvents(StoreKind store)
    {
        await using var world = new World(store, new FaultPlan(), builder => builder
            .AddRule<OrderPlaced>("own", rule => rule.OnEvent<OrderPlaced>().Subject(order => $"asset-{order.Amount}").When(order => order.Id != "2").Then("a", run => new Work("a", run.Input.Id)))
            .AddRule<OrderPlaced>("plain", rule => rule.OnEvent<OrderPlaced>().Then("a", run => new Work("b", run.Input.Id))));
        await world.StartAsync();
        await world.PublishAsync(new OrderPlaced("1", 17), "1");
        await world.PublishAsync(new OrderPlaced("2", 17), "2");
        await world.Client.OverrideSubjectAsync("asset-17", "by hand", cancellationToken: TestContext.Current.CancellationToken);
        await world.PublishAsync(new OrderPlaced("3", 17), "3");
        await world.PublishAsync(new OrderPlaced("4", 18), "4");

        var about = await world.Client.WhyAsync("asset-17", cancellationToken: TestContext.Current.CancellationToken);

        about.Items.Select(one => (one.Subject, one.Verdicts.Single(verdict => verdict.Rule == "own") is var own ? (own.Reason, own.Subject) : default, one.Verdicts.Single(verdict => verdict.Rule == "plain").Subject)).ShouldBe(
        [
            ("3", (VerdictReason.Overridden, "asset-17"), null),
            ("2", (VerdictReason.ConditionFalse, "asset-17"), null),
            ("1", (VerdictReason.Ran, "asset-17"), null),
        ]);
        await world.RunToEndAsync();
    }

    [Fact]
    public async Task SubjectAndRule_EachSayWhy()
    {
        await using var world = new World(StoreKind.Memory, new FaultPlan(), builder => builder
            .AddRule<OrderPlaced>("picky", rule => rule.OnEvent<OrderPlaced>().When(order => order.Amount > 1).Then("a", run => new Work("a", run.Input.Id)))
            .AddRule<OrderPlaced>("all", rule => rule.OnEvent<OrderPlaced>().Then("a", run => new Work("b", run.Input.Id))));
        await world.StartAsync();
        await world.PublishAsync(new OrderPlaced("1"), "1");
        await world.PublishAsync(new OrderPlaced("2", 2), "2");

        var subject = await world.Client.WhyAsync("1", cancellationToken: TestContext.Current.CancellationToken);
        var rule = await world.Client.Rule("picky").WhyAsync(cancellationToken: TestContext.Current.CancellationToken);

        subject.Items.ShouldHaveSingleItem().Verdicts.Select(verdict => (verdict.Rule, verdict.Detail)).ShouldBe([("picky", "order => order.Amount > 1 (order.Amount was 1)"), ("all", null)], ignoreOrder: true);
        rule.Items.Select(one => (one.Subject, one.Verdicts.Single().Reason)).ShouldBe([("2", VerdictReason.Ran), ("1", VerdictReason.ConditionFalse)]);
        await world.RunToEndAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(201)]
    public async Task Limit_OutOfRange_IsRefused(int limit)
    {
        await using var world = new World(StoreKind.Memory, new FaultPlan(), Worlds.Rules.One);
        await world.StartAsync();

        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => ListAsync(world, new() { Limit = limit }));
    }

    private static Task<Page<EventSummary, AutomationEventId>> ListAsync(World world, EventQuery query) =>
        world.Client.ListEventsAsync(query, TestContext.Current.CancellationToken);
}
