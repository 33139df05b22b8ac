using Automation.Storage.EfCore.Tests.Hosts;
using Automation.Storage.EfCore.Tests.Worlds;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Storage.EfCore.Tests.Intake;

/// <summary>What an event carries of the run whose handler saves it.</summary>
public sealed class CauseTests : DatabaseTests
{
    private readonly AgainLater _later = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await using var shop = new ShopContext(new DbContextOptionsBuilder<ShopContext>().UseNpgsql(Source).Options);
        await shop.Database.EnsureCreatedAsync(Token);
    }

    // Fault: each event counts as one from outside, and the circle goes on for ever.
    [Fact]
    public async Task Circle_ThroughTheHostsContext_EndsLikeAnyOther()
    {
        await using var host = await StartAsync("shop");

        var first = (await host.Shop.PublishAsync(new OrderPlaced("1"), cancellationToken: Token)).EventId;

        var events = await SettledAsync(host, "shop", 4);
        events.Select(one => (one.Depth, one.Root)).ShouldBe([(0, first), (1, first), (2, first), (3, first)]);
        events[^1].Verdicts.ShouldHaveSingleItem().Reason.ShouldBe(VerdictReason.SuppressedLoop);
        events[1].Cause.ShouldBe(events[0].Verdicts.ShouldHaveSingleItem().RunId);
    }

    // Fault: the chain ends where it leaves the scope, or the other scope hears of a run that it cannot look up.
    [Fact]
    public async Task EventOfAnotherScope_IsOfTheChain_AndOfNoRun()
    {
        await using var host = await StartAsync("other");

        var first = (await host.Shop.PublishAsync(new OrderPlaced("1"), cancellationToken: Token)).EventId;

        var crossed = (await SettledAsync(host, "other", 3))[0];
        (crossed.Depth, crossed.Root, crossed.Cause).ShouldBe((1, first, null));
    }

    // Fault: what a handler started and left running counts as the handler, for ever.
    [Fact]
    public async Task EventOfWhatAHandlerLeftRunning_IsFromOutside()
    {
        _later.Gate = new TaskCompletionSource();
        await using var host = await StartAsync("shop");
        await host.Shop.PublishAsync(new OrderPlaced("123456"), cancellationToken: Token);
        await UntilAsync("select count(*) from shop_automation.live", 0);
        var left = _later.Done;

        _later.Gate.SetResult();
        await left;

        var last = (await SettledAsync(host, "shop", 2))[1];
        (last.Depth, last.Root, last.Cause).ShouldBe((0, last.Id, null));
    }

    private Task<AppHost> StartAsync(string scope) => AppHost.StartAsync(
        services => services.AddSingleton(_later).AddDbContext<ShopContext>(options => options.UseNpgsql(ConnectionString)).AddAutomation(automation => automation
            .UsePostgres<ShopContext>()
            .Configure(options => options.MaxChainDepth = 2)
            .AddHandler<AgainHandler>()
            .AddRule<OrderPlaced>("again", rule => rule.OnEvent<OrderPlaced>().Then("again", run => new Again(run.Input.Id, scope)))),
        notesOrders: false);

    /// <summary>The scope's events, oldest first, when as many are there and nothing is left to do.</summary>
    private async Task<IReadOnlyList<EventRecord>> SettledAsync(AppHost host, string scope, int count)
    {
        await UntilAsync("select (select count(*) from shop_automation.live) + (select count(*) from shop_automation.intake)", 0);
        await host.SettleAsync();
        var ids = (await host.Client.In(scope).ListEventsAsync(cancellationToken: Token)).Items.Select(one => one.Id).Reverse().ToList();
        ids.Count.ShouldBe(count);
        var events = new List<EventRecord>();
        foreach (var id in ids)
        {
            events.Add((await host.Client.In(scope).WhyAsync(id, Token))!);
        }

        return events;
    }
}
