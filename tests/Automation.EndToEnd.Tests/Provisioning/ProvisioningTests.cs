using Automation.EndToEnd.Worlds;

namespace Automation.EndToEnd.Provisioning;

/// <summary>Hosts give a tenant its rules at each start, and undo nothing that the tenant made of them; on every store.</summary>
public sealed class ProvisioningTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // Fault: what the tenant made of the rule is replaced, or is a conflict.
    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.Postgres)]
    public async Task SaidAgain_AnswersTheTenantsOwnVersion(StoreKind store)
    {
        await using var world = new World(store, new FaultPlan(), Rules.One);
        await world.StartAsync();

        var first = await GiveAsync(world, "07:00");
        var edited = await world.Client.Rules.SaveAsync(Brief("06:30"), new() { Author = "tenant" }, Token);
        var again = await GiveAsync(world, "08:00");

        (first.Version, first.Author).ShouldBe((1, "provisioning"));
        IdOf(again).ShouldBe(IdOf(edited));
        (await world.Client.Rules.ListVersionsAsync("brief", cancellationToken: Token)).Items.Select(version => version.Author).ShouldBe(["tenant", "provisioning"]);
        (await world.Client.ListSchedulesAsync(cancellationToken: Token)).ShouldHaveSingleItem().Description.ShouldContain("06:30");
    }

    // Fault: a save that has seen no rule replaces the one that another host stored since.
    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.Postgres)]
    public async Task TwoHostsAtTheSameMoment_OneStoresIt_AndBothAnswerThatOne(StoreKind store)
    {
        await using var first = new World(store, new FaultPlan(), Rules.One);
        await first.StartAsync();
        var plan = new FaultPlan();
        await using var second = first.Beside(plan);
        await second.StartAsync();

        StoredRule? other = null;
        plan.BeforeSaveRule = async () =>
        {
            plan.BeforeSaveRule = null;
            other = await GiveAsync(first, "07:00");
        };
        var given = await GiveAsync(second, "08:00");

        IdOf(given).ShouldBe(IdOf(other!));
        given.Json.ShouldContain("07:00");
        (await second.Client.Rules.ListVersionsAsync("brief", cancellationToken: Token)).Items.ShouldHaveSingleItem();
    }

    // The same without a script: whoever comes first.
    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.Postgres)]
    public async Task ManyAtTheSameMoment_StoreOneVersion(StoreKind store)
    {
        await using var first = new World(store, new FaultPlan(), Rules.One);
        await first.StartAsync();
        await using var second = first.Beside();
        await second.StartAsync();

        var given = await Task.WhenAll(Enumerable.Range(0, 12).Select(hour => Task.Run(() => GiveAsync(hour % 2 == 0 ? first : second, $"{hour:00}:00"), Token)));

        given.Select(IdOf).Distinct().ShouldHaveSingleItem();
        (await first.Client.Rules.ListVersionsAsync("brief", cancellationToken: Token)).Items.Select(IdOf).ShouldBe([IdOf(given[0])]);
    }

    private static Task<StoredRule> GiveAsync(World world, string time) =>
        world.Client.Rules.SaveAsync(Brief(time), new() { Author = "provisioning", KeepExisting = true }, Token);

    private static (int Version, string Hash, string? Author) IdOf(StoredRule rule) => (rule.Version, rule.Hash, rule.Author);

    private static string Brief(string time) => $$"""
        { "name": "brief", "triggers": [ { "type": "schedule", "config": { "daily": "{{time}}" } } ],
          "steps": [ { "id": "a", "type": "work", "config": { "name": "a" } } ] }
        """;
}
