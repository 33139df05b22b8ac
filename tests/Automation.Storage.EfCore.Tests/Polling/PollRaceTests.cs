using Automation.Postgres.Proxy;
using Automation.Storage.EfCore.Tests.Races;
using Automation.Storage.EfCore.Tests.Worlds;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Storage.EfCore.Tests.Polling;

/// <summary>
/// Two hosts with one trigger that polls, on one database: each item is accepted once, the cursor moves with the last one, and it never goes back, whoever dies, and when both poll at the same time.
/// </summary>
/// <remarks>
/// The schedule of the trigger is made due by hand, as it is when a poll should be over by now. Faults: the end of a poll does not ask whether its beginning still counts (the cursor goes back);
/// the key of an item has the poll in it (twice); the cursor is stored apart (it stands before an item that is there).
/// </remarks>
public sealed class PollRaceTests : DatabaseTests
{
    private static readonly bool Long = Environment.GetEnvironmentVariable("AUTOMATION_LONG") == "1";
    private static readonly int Rounds = Long ? 100 : 4;

    private readonly NumberSource _source = new();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await OpenAsync();

        // Whoever moves a cursor has its row until the commit: the numbers are in the order of commits. What else the transaction stored is there by then.
        await DoAsync("""
            create table moved(number bigint generated always as identity, cursor int, items int);
            create function see_move() returns trigger language plpgsql as $$ begin
              insert into public.moved(cursor, items) select (new.cursor::json ->> 'cursor')::int, count(*) from automation.event e where e.xmin = pg_current_xact_id()::xid;
              return null; end $$;
            create constraint trigger see_move after update on automation.schedule deferrable initially deferred
              for each row when (new.cursor is distinct from old.cursor) execute function see_move();
            create function stand_still() returns trigger language plpgsql as $$ begin
              if tg_nargs = 0 or (select count(*) from automation.event) = tg_argv[0]::int then perform pg_advisory_xact_lock_shared(42); end if;
              return new; end $$
            """);
    }

    [Fact]
    public async Task Cursor_MovesInTheTransactionOfTheLastItem()
    {
        await using var host = await StartAsync();
        _source.Add(5);

        await UntilAsync("select count(*) from moved where cursor = 5", 1);

        (await AskAsync("select items from moved where cursor = 5")).ShouldBe(1);
        await CheckAsync();
    }

    [Theory]
    [InlineData("after insert on automation.event for each row execute function stand_still(3)", 2)]
    [InlineData("after insert on automation.event for each row execute function stand_still(5)", 4)]
    [InlineData("before update on automation.schedule for each row when (new.cursor is distinct from old.cursor) execute function stand_still()", 4)]
    public async Task HostThatDies_BetweenItemsAndCursor_IsFollowedByOne_ThatAcceptsTheRest(string act, long accepted)
    {
        var held = await Holder.BeginAsync(ConnectionString, "select pg_advisory_xact_lock(@key)", 42);
        await using (var dying = await StartAsync())
        {
            await DoAsync($"create trigger stand_still {act}");
            _source.Add(5);
            await BeDueAsync();
            await UntilAsync("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'", 1);
            dying.Kill();
            await EndWaitingAsync();
        }

        // Whatever its last breath was, it is not stored.
        await EndWaitingAsync();
        await held.DisposeAsync();
        (await AskAsync("select count(*) from automation.event")).ShouldBe(accepted);
        (await AskAsync("select count(*) from moved where cursor > 0")).ShouldBe(0L);

        await using var other = await StartAsync();
        await BeDueAsync();
        await UntilAsync("select count(*) from moved where cursor = 5", 1);

        await CheckAsync();
    }

    [Fact]
    public async Task HostThatIsOvertaken_AcceptsNothingTwice_AndLeavesTheCursorAlone()
    {
        await using var slow = await StartAsync();
        _source.Hold(1);
        _source.Add(5);
        await UntilWaitingAsync(1);
        _source.Add(4);
        await using var quick = await StartAsync();
        await BeDueAsync();
        await UntilAsync("select count(*) from moved where cursor = 9", 1);

        _source.Release();
        await slow.SettleAsync();

        (await AskAsync("select count(*) from moved where cursor > 0")).ShouldBe(1L);
        await CheckAsync();
    }

    // Somebody has the schedule's row while the last item is stored, or the end of a poll that found nothing. Faults: the poll counts as over, and is made again only at its time limit, a minute later; it is made again for ever.
    [Theory]
    [InlineData(5)]
    [InlineData(0)]
    public async Task ScheduleThatIsHeldWhileItsPollEnds_IsPolledAgainAsSoonAsItIsLetGo(int items)
    {
        await using var host = await StartAsync();
        await UntilAsync("select count(*) from moved where cursor = 0", 1);
        _source.Hold(1);
        _source.Add(items);
        await UntilWaitingAsync(1);
        await using (await Holder.BeginAsync(ConnectionString, "select 1 from automation.schedule where @key > 0 for update", 1))
        {
            _source.Release();
            await UntilAsync("select count(*) from automation.event", Math.Max(0, items - 1));

            // Whoever could not end it asks whether it is still his.
            await UntilAsync("select least(1, count(*)) from pg_stat_activity where datname = current_database() and query like 'select true, s.scope%where s.scope = $1'", 1);
        }

        await UntilAsync($"select count(*) from automation.schedule where next_due < clock_timestamp() + interval '5 seconds' and (cursor::json ->> 'cursor')::int = {items}", 1);
        await CheckAsync();
    }

    [Fact]
    public async Task HostsThatPollAtTheSameTime_WithKills_AcceptEachItemOnce()
    {
        var hosts = new Queue<AppHost>([await StartAsync(), await StartAsync()]);
        for (var round = 1; round <= Rounds; round++)
        {
            _source.Hold(2);
            _source.Add(5);
            await UntilWaitingAsync(1);
            await UntilWaitingAsync(2);
            _source.Release();
            if (round % 2 == 0)
            {
                var killed = hosts.Dequeue();
                killed.Kill();
                await killed.DisposeAsync();
                hosts.Enqueue(await StartAsync());
            }

            while ((await AskAsync($"select count(*) from moved, pg_sleep(0.05) where cursor = {_source.Count}")) is 0L)
            {
                TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
                await BeDueAsync();
            }
        }

        while (hosts.TryDequeue(out var host))
        {
            await host.DisposeAsync();
        }

        _source.Found.ShouldBeGreaterThanOrEqualTo(_source.Count * 2);
        await CheckAsync();
    }

    // T6: every other time the answer to the commit is lost, and every other time the commit itself. Faults, seen red: a poll whose beginning had no answer counts as under way for good; the cursor is stored apart from the last item.
    [Theory]
    [InlineData("begin or end without items")]
    [InlineData("last item")]
    public async Task Move_ThatIsNotAnswered_IsStoredOnce_WithItsItem(string move)
    {
        await using var proxy = PgProxy.Start(ConnectionString);
        await using var host = await StartAsync(proxy.ConnectionString);
        for (var time = 1; time <= (Long ? 100 : 2); time++)
        {
            using var cut = time % 2 == 1 ? proxy.SwallowCommit(Is) : proxy.LoseCommit(Is);
            _source.Add(5);
            await cut.Happened.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System, TestContext.Current.CancellationToken);
            await UntilMovedAsync(dueAtOnce: move != "last item");
        }

        await host.SettleAsync();
        await CheckAsync();

        bool Is(PgCommit commit) => commit.Contains("set next_due = $5, last_due") && commit.Contains("into \"automation\".event(") == (move == "last item");
    }

    private Task<AppHost> StartAsync(string? connectionString = null) => AppHost.StartAsync(
        services => services.AddSingleton(_source).AddAutomation(automation => automation
            .UsePostgres(connectionString ?? ConnectionString)
            .Configure(options =>
            {
                (options.PollInterval, options.Lease, options.Heartbeat) = (TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(2), TimeSpan.FromMilliseconds(500));
                options.Scopes.Add("shop");
            })
            .AddHandler<NumberPoller>()
            .AddRule<Number>("numbers", rule => rule.On(new Numbers()).Then("note", run => new Note($"{run.Input.Id}")))),
        notesOrders: false);

    private Task EndWaitingAsync() => DoAsync("select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'");

    private Task BeDueAsync() => DoAsync("update automation.schedule set next_due = clock_timestamp()");

    /// <summary>Returns when so many polls stand still; whatever stands still should be over by now.</summary>
    private async Task UntilWaitingAsync(int polls)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        for (var looks = 0; _source.Waiting < polls; looks++)
        {
            patience.Token.ThrowIfCancellationRequested();
            if (looks % 10 == 0)
            {
                await BeDueAsync();
            }

            await AskAsync("select pg_sleep(0.01)");
        }
    }

    /// <summary>Returns when the cursor stands behind all numbers. Now and then, or at once, whatever is under way should be over by now.</summary>
    private async Task UntilMovedAsync(bool dueAtOnce)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        for (var looks = dueAtOnce ? 0 : 1; await AskAsync($"select count(*) from moved, pg_sleep(0.05) where cursor = {_source.Count}") is 0L; looks++)
        {
            patience.Token.ThrowIfCancellationRequested();
            if (looks % 40 == 0)
            {
                await BeDueAsync();
            }
        }
    }

    private async Task CheckAsync()
    {
        var numbers = Enumerable.Range(1, _source.Count).Select(number => $"{number}").Order(StringComparer.Ordinal).ToArray();
        (await LinesAsync("select convert_from(payload, 'utf8')::json ->> 'id' from automation.event")).Order(StringComparer.Ordinal).ShouldBe(numbers);
        (await AskAsync("select count(*) from automation.run")).ShouldBe((long)_source.Count);
        var cursors = (await LinesAsync("select cursor::text from moved order by number")).Select(int.Parse).ToArray();
        cursors.ShouldBe(cursors.Order());
        cursors[^1].ShouldBe(_source.Count);
    }
}
