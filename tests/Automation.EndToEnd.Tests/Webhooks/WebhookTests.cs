using Automation.EndToEnd.Worlds;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.EndToEnd.Webhooks;

/// <summary>Webhooks of several hosts on one store, and of a store that does not say what it did.</summary>
public sealed class WebhookTests
{
    private const string Body = """{ "id": "1", "amount": 1 }""";
    private const string Secret = "the-secret-of-the-sender-0123";

    private static readonly Action<AutomationBuilder> Hooked = builder => builder.AddRule<OrderPlaced>("rule", rule => rule.OnWebhook().Then("a", run => new Work("a", run.Input.Id)));

    public static TheoryData<StoreKind> Shared => [StoreKind.Memory, StoreKind.Sqlite, StoreKind.Postgres];

    // Faults: each host makes one; or the second is told a secret that does not count.
    [Theory]
    [MemberData(nameof(Shared))]
    public async Task TwoHosts_ThatMakeOneAtOnce_HaveTheSame(StoreKind store)
    {
        await using var here = new World(store, new FaultPlan(), Hooked);
        await here.StartAsync();
        await using var there = here.Beside();
        await there.StartAsync();
        World[] hosts = [here, there];

        var made = await Task.WhenAll(Enumerable.Range(0, 12).Select(number => Task.Run(() => hosts[number % 2].Client.Webhooks.CreateAsync("rule"))));

        var webhook = made.Select(one => one.Webhook).Distinct().ShouldHaveSingleItem();
        var told = made.Where(one => one.Secret is not null).ShouldHaveSingleItem();
        (await here.Client.Webhooks.ListAsync()).ShouldBe([webhook]);
        (await there.Client.Webhooks.ListAsync()).ShouldBe([webhook]);
        told.Webhook.ShouldBe(webhook);
    }

    // Fault: what a host has accepted is known to itself only.
    [Theory]
    [MemberData(nameof(Shared))]
    public async Task OneDelivery_ToTwoHostsAtOnce_StartsOneRun(StoreKind store)
    {
        await using var here = new World(store, new FaultPlan(), Hooked);
        await here.StartAsync();
        await using var there = here.Beside();
        await there.StartAsync();
        World[] hosts = [here, there];
        var webhook = (await here.Client.Webhooks.CreateAsync("rule", new() { Secret = Secret })).Webhook.Id;

        var receipts = await Task.WhenAll(Enumerable.Range(0, 12).Select(number => Task.Run(() => hosts[number % 2].DeliverAsync(webhook, Secret, "msg_1", Body))));
        await here.RunToEndAsync();

        receipts.Select(receipt => receipt.EventId).Distinct().ShouldHaveSingleItem().ShouldNotBeNull();
        receipts.Count(receipt => receipt.Status == WebhookStatus.Accepted).ShouldBe(1);
        receipts.Count(receipt => receipt.Status == WebhookStatus.Replayed).ShouldBe(11);
        (await here.RunsAsync()).ShouldHaveSingleItem();
        (await there.DeliverAsync(webhook, Secret, "msg_1", Body + " ")).Status.ShouldBe(WebhookStatus.Conflict);
    }

    // Faults: a secret that was stored and never told; or two webhooks.
    [Theory]
    [InlineData(FaultKind.UnknownStored)]
    [InlineData(FaultKind.UnknownLost)]
    public async Task StoreThatDoesNotSayWhetherItStored_TellsTheSecretThatCounts(FaultKind kind)
    {
        var plan = new FaultPlan();
        await using var world = new World(StoreKind.Memory, plan, Hooked);
        await world.StartAsync();
        await world.SettleAsync();

        plan.NextWrite = kind;
        var made = await world.Client.Webhooks.CreateAsync("rule");
        plan.NextWrite = kind;
        var rotated = (await world.Client.Webhooks.RotateAsync(made.Webhook.Id, new() { KeepFormer = TimeSpan.Zero })).ShouldNotBeNull();

        plan.Hits.ShouldBe(2);
        (await world.Client.Webhooks.ListAsync()).ShouldHaveSingleItem().Id.ShouldBe(made.Webhook.Id);
        (await world.DeliverAsync(made.Webhook.Id, made.Secret.ShouldNotBeNull(), "1", Body)).Status.ShouldBe(WebhookStatus.Refused);
        (await world.DeliverAsync(made.Webhook.Id, rotated.Secret.ShouldNotBeNull(), "1", Body)).Status.ShouldBe(WebhookStatus.Accepted);
        await world.RunToEndAsync();
    }

    [Fact]
    public async Task StoreThatIsAway_IsAnException_AndTheSameDeliveryIsAcceptedLater()
    {
        var plan = new FaultPlan();
        await using var world = new World(StoreKind.Memory, plan, Hooked);
        await world.StartAsync();
        var webhook = (await world.Client.Webhooks.CreateAsync("rule", new() { Secret = Secret })).Webhook.Id;

        plan.IsAway = true;
        await Should.ThrowAsync<AutomationUnavailableException>(() => world.DeliverOnceAsync(webhook, Secret, "msg_1", Body));
        plan.IsAway = false;

        (await world.DeliverAsync(webhook, Secret, "msg_1", Body)).Status.ShouldBe(WebhookStatus.Accepted);
        await world.RunToEndAsync();
    }
}
