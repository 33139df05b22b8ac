using Automation.Storage.EfCore.Tests.Worlds;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Storage.EfCore.Tests.Connections;

/// <summary>One host with so much to write that it commits on both of its connections at the same time.</summary>
/// <remarks>The long version, 5,000 orders: <c>AUTOMATION_LONG=1</c>.</remarks>
public sealed class TwoCommitsTests : DatabaseTests
{
    private static readonly int Orders = Environment.GetEnvironmentVariable("AUTOMATION_LONG") == "1" ? 5000 : 600;

    private readonly Notes _notes = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Each payment comes at the moment in which its run is created and begins to wait: in a batch before, in the same, in one beside it, or in one after it.</summary>
    /// <remarks>Seen red when no second commit begins. With 2,000 orders seen red in one play of three when events take no lock of their topic: 188 runs waited for ever.</remarks>
    [Fact]
    public async Task Payments_ThatComeWhileTheirRunsBeginToWait_AllReachThem()
    {
        await using var host = await AppHost.StartAsync(
            services => services.AddAutomation(automation => automation.UsePostgres(ConnectionString).AddRule<OrderPlaced>("payments", rule => rule.OnEvent<OrderPlaced>()
                .WaitFor<OrderPaid>("payment", run => run.Input.Id, TimeSpan.FromHours(1), out _)
                .Then("paid", run => new Note(run.Input.Id)))),
            _notes,
            notesOrders: false);
        await DoAsync("create table writer (pid int); create function note_writer() returns trigger language plpgsql as $body$ begin insert into public.writer values (pg_backend_pid()); return null; end $body$; "
            + "create trigger note_writer after insert on automation.event for each statement execute function note_writer()");

        await Task.WhenAll(Enumerable.Range(1, Orders).Select(order => OrderAsync(host, $"{order}")));

        await host.SettleAsync();
        (await AskAsync("select count(*) from automation.live")).ShouldBe(0L);
        (await AskAsync("select count(*) from automation.signal")).ShouldBe(0L);
        _notes.All.Distinct().Count().ShouldBe(Orders);
        _notes.All.Count.ShouldBe(Orders);
        (await AskAsync("select count(distinct pid) from writer")).ShouldBe(2L, "A second connection that is never used proves nothing.");
    }

    private static async Task OrderAsync(AppHost host, string order)
    {
        await Task.Yield();
        await host.Shop.PublishAsync(new OrderPlaced(order), null, Token);
        await host.Shop.PublishAsync(new OrderPaid(order), null, Token);
    }
}
