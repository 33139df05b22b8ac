using Automation.Storage.EfCore.Tests.Worlds;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Storage.EfCore.Tests.Clocks;

/// <summary>
/// T11: three hosts whose clocks are an hour fast, an hour slow, and set back by ten minutes meanwhile, and which go 5 % too fast or too slow, on one database that goes by its own.
/// Triggers in the database see every lease that is written and every timer that ends.
/// </summary>
/// <remarks>
/// <para><c>AUTOMATION_LONG=1</c> takes 1,000 orders.</para>
/// <para>Seen red: the engine's clock shows the host's time instead of the store's (delays that do not come within the patience of the test); with the store going by its caller's clock
/// as well, leases are an hour too long or over when they are written, and timers end early.</para>
/// </remarks>
public sealed class WrongClockTests : DatabaseTests
{
    private static readonly bool Long = Environment.GetEnvironmentVariable("AUTOMATION_LONG") == "1";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(Long ? 300 : 60);
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(4);

    /// <summary>A wait in memory, which is the host's own.</summary>
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(4.5);

    /// <summary>A wait that is parked in the store.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(8);

    /// <summary>How wrong a host may be about the store's clock: half of a slow answer's time, and its drift since the last heartbeat.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(2);

    private readonly TaskCompletionSource _hangs = new();
    private readonly TaskCompletionSource _free = new();

    [Event("order.paid", Subject = nameof(Id))]
    public sealed record OrderPaid(string Id);

    [Event("order.stuck", Subject = nameof(Id))]
    public sealed record OrderStuck(string Id);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Leases_Delays_Retries_AndWaits_GoByTheDatabasesClock()
    {
        await OpenAsync();
        await DoAsync(Audit);
        var third = new WrongClock(TimeSpan.Zero, 1);
        await using var fast = await StartAsync(new WrongClock(TimeSpan.FromHours(1), 1.05));
        await using var slow = await StartAsync(new WrongClock(TimeSpan.FromHours(-1), 0.95));
        await using var setBack = await StartAsync(third);
        AppHost[] hosts = [fast, slow, setBack];
        var orders = Long ? 1000 : 30;

        // A host of which the store must not believe for an hour that it lives, and which dies with a run in hand.
        var dying = await StartAsync(new WrongClock(TimeSpan.FromHours(1), 1));
        await dying.Shop.PublishAsync(new OrderStuck("stuck"), null, Token);
        await _hangs.Task.WaitAsync(Patience, TimeProvider.System, Token);
        dying.Kill();
        await Task.WhenAll(Enumerable.Range(0, orders).Select(order => hosts[order % 3].Shop.PublishAsync(new OrderPlaced($"{order}"), null, Token)));
        third.SetBack(TimeSpan.FromMinutes(10));

        await UntilAsync("select count(*) = 0 from automation.live");
        _free.SetResult();
        await dying.DisposeAsync();

        (await LinesAsync("select what from audit.broken group by what")).ShouldBeEmpty();
        (await AskAsync("select count(*) from audit.timer where not early")).ShouldBeOfType<long>().ShouldBeGreaterThan(0);
        (await LinesAsync("select order_id || ' ' || what from audit.moment group by order_id, what having count(*) > 1")).ShouldBeEmpty();
        (await AskAsync("select count(*) from audit.moment")).ShouldBe((7L * orders) + 1);
        (await EarlyAsync("begin", "short", Short)).ShouldBeEmpty();
        (await EarlyAsync("start", "long", Rest)).ShouldBeEmpty();
        (await EarlyAsync("start", "late", Rest)).ShouldBeEmpty();
        (await EarlyAsync("try 1", "try 2", Rest)).ShouldBeEmpty();
        (await AskAsync($"select count(*) from automation.entry where run_status = {(int)RunStatus.Succeeded}")).ShouldBe((2L * orders) + 1);
    }

    /// <summary>What the database itself sees, by its own clock: nothing here trusts a host.</summary>
    private static string Audit { get; } = $$"""
        create schema audit;
        create table audit.broken(what text);
        create table audit.timer(early bool);
        create table audit.moment(order_id text, what text, at timestamptz default clock_timestamp());
        create function audit.lease() returns trigger language plpgsql as $$ begin
          if new.until > clock_timestamp() + interval '{{Lease.TotalSeconds}} s' then insert into audit.broken values ('a lease that is too long'); end if;
          if new.until <= clock_timestamp() then insert into audit.broken values ('a lease that is over when it is written'); end if;
          return null; end $$;
        create function audit.judged() returns trigger language plpgsql as $$ begin
          if exists (select 1 from automation.node_lease l where l.node_id = new.node_id and l.until > clock_timestamp()) then insert into audit.broken values ('a lease that was stolen'); end if;
          return null; end $$;
        create function audit.timer() returns trigger language plpgsql as $$ begin
          insert into audit.timer values (old.due_at > clock_timestamp());
          if old.due_at > clock_timestamp() then insert into audit.broken values ('a timer that ended early'); end if;
          if old.due_at < clock_timestamp() - interval '10 minutes' then insert into audit.broken values ('a timer that was due long ago'); end if;
          return null; end $$;
        create trigger audit after insert or update on automation.node_lease for each row execute function audit.lease();
        create trigger audit after update on automation.node for each row when (new.epoch <> old.epoch) execute function audit.judged();
        create trigger audit after update on automation.live for each row when (old.state = 3 and new.state <> 3 and new.signals = 0) execute function audit.timer();
        """;

    private Task<AppHost> StartAsync(WrongClock clock) => AppHost.StartAsync(
        services => services.AddSingleton<TimeProvider>(clock).AddAutomation(automation => automation
            .UsePostgres(ConnectionString)
            .Configure(options => (options.PollInterval, options.Lease, options.Heartbeat) = (TimeSpan.FromMilliseconds(200), Lease, Lease / 4))
            .AddRule<OrderStuck>("stuck", rule => rule.OnEvent<OrderStuck>().Do("hang", (run, context, _) => HangAsync(run.Input.Id, context)))
            .AddRule<OrderPlaced>("quick", rule => rule
                .OnEvent<OrderPlaced>()
                .Do("begin", (run, _, _) => NoteAsync(run.Input.Id, "begin"))
                .Delay("short", Short)
                .Do("after-short", (run, _, _) => NoteAsync(run.Input.Id, "short")))
            .AddRule<OrderPlaced>("orders", rule => rule
                .OnEvent<OrderPlaced>()
                .Do("start", (run, _, _) => NoteAsync(run.Input.Id, "start"))
                .Parallel(
                    "all",
                    delayed => delayed.Delay("long", Rest).Do("after-long", (run, _, _) => NoteAsync(run.Input.Id, "long")),
                    tried => tried.Do("tried", (run, context, _) => TryAsync(run.Input.Id, context.Attempt), new() { Retry = RetryOptions.Fixed(2, Rest) }),
                    waiting => waiting.WaitFor<OrderPaid>(
                        "paid", run => run.Input.Id, Rest,
                        (received, _) => received.Do("after-event", (run, _, _) => NoteAsync(run.Input.Id, "paid")),
                        late => late.Do("after-wait", (run, _, _) => NoteAsync(run.Input.Id, "late")))))),
        notesOrders: false);

    private async Task TryAsync(string order, int attempt)
    {
        await NoteAsync(order, $"try {attempt}");
        if (attempt == 1)
        {
            throw new InvalidOperationException("Once more.");
        }
    }

    /// <summary>Its first call hangs in the process that dies.</summary>
    private async Task HangAsync(string order, StepContext context)
    {
        if (context.ClaimNumber == 1)
        {
            _hangs.TrySetResult();
            await _free.Task;
            return;
        }

        await NoteAsync(order, "taken over");
    }

    private Task NoteAsync(string order, string what) => DoAsync($"insert into audit.moment(order_id, what) values ('{order}', '{what}')");

    /// <summary>Orders for which less time went by between two moments than should have.</summary>
    private Task<IReadOnlyList<string>> EarlyAsync(string from, string to, TimeSpan least) => LinesAsync($"""
        select b.order_id || ': ' || (b.at - a.at) from audit.moment a join audit.moment b using (order_id)
        where a.what = '{from}' and b.what = '{to}' and b.at - a.at < interval '{(least - Slack).TotalSeconds} s'
        """);

    private async Task UntilAsync(string sql)
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        while (await AskAsync(sql) is not true)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, patience.Token);
        }
    }
}
