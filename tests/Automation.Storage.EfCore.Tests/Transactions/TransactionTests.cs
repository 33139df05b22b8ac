using System.Collections.Concurrent;
using Automation.Postgres.Proxy;
using Automation.Storage.EfCore.Tests.Hosts;
using Automation.Storage.EfCore.Tests.Worlds;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Automation.Storage.EfCore.Tests.Transactions;

/// <summary>Handlers whose work and whose outcome are committed together.</summary>
public sealed class TransactionTests : DatabaseTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    private readonly Notes _notes = new();
    private readonly Gates _gates = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await using var shop = new ShopContext(new DbContextOptionsBuilder<ShopContext>().UseNpgsql(Source).Options);
        await shop.Database.EnsureCreatedAsync(Token);
    }

    [Fact]
    public async Task Success_CommitsWorkAndOutcome_AndTheRunGoesOn()
    {
        var script = new Script();
        await using var host = await StartAsync(script);

        await host.Shop.PublishAsync(new OrderPlaced("1"), null, Token);

        await EndsOnceAsync(host);
        script.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task Work_IsNotThereBeforeItsOutcome()
    {
        var (running, free) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var host = await StartAsync(new Script(_ => HangAsync(running, free)));
        await host.Shop.PublishAsync(new OrderPlaced("1"), null, Token);
        await running.Task.WaitAsync(Soon, TimeProvider.System, Token);

        (await RowsAsync(), await OutcomesAsync()).ShouldBe((0, 0));
        await DoAsync("select 1 from shop_automation.node for update nowait; select 1 from shop_automation.live for update nowait");

        free.SetResult();
        await EndsOnceAsync(host);
    }

    [Fact]
    public async Task FailedTry_IsRolledBack()
    {
        var script = new Script(_ => throw new InvalidOperationException("first"), shop => shop.Database.ExecuteSqlRawAsync("select 1 / 0", Token));
        await using var host = await StartAsync(script);

        await host.Shop.PublishAsync(new OrderPlaced("1"), null, Token);

        await EndsOnceAsync(host);
        script.Calls.ShouldBe(3);
    }

    [Fact]
    public async Task WhatTheDatabaseRefusesAtTheCommit_FailsTheTry()
    {
        await DoAsync("create table once (id int unique deferrable initially deferred); insert into once values (1)");
        var script = new Script(shop => shop.Database.ExecuteSqlRawAsync("insert into once values (1)", Token), SwallowAsync);
        await using var host = await StartAsync(script);

        await host.Shop.PublishAsync(new OrderPlaced("1"), null, Token);

        await EndsOnceAsync(host);
        script.Calls.ShouldBe(3);
    }

    // Fault: what it ended is not noticed. With a connection that stays open the outcome would be stored without the work.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task HandlerThatEndsTheTransactionByItself_FailsItsTry(bool keepsTheConnection)
    {
        var script = new Script(async shop =>
        {
            if (keepsTheConnection)
            {
                await shop.Database.OpenConnectionAsync(Token);
            }

            await shop.Database.RollbackTransactionAsync(Token);
        });
        await using var host = await StartAsync(script);

        await host.Shop.PublishAsync(new OrderPlaced("1"), null, Token);

        await EndsOnceAsync(host);
        script.Calls.ShouldBe(2);
    }

    [Fact]
    public async Task Crash_BeforeTheCommit_LeavesNeither_AndAnotherHostDoesBoth()
    {
        var (running, free) = (new TaskCompletionSource(), new TaskCompletionSource());
        var script = new Script(_ => HangAsync(running, free));
        await using var first = await StartAsync(script, lease: TimeSpan.FromSeconds(2));
        await first.Shop.PublishAsync(new OrderPlaced("1"), null, Token);
        await running.Task.WaitAsync(Soon, TimeProvider.System, Token);

        first.Kill();
        free.SetResult();
        await first.SettleAsync();
        (await RowsAsync(), await OutcomesAsync(), await OpenAsync()).ShouldBe((0, 0, 0));

        await using var second = await StartAsync(script, lease: TimeSpan.FromSeconds(2));
        await EndsOnceAsync(second);
        script.Calls.ShouldBe(2);
    }

    [Fact]
    public async Task Crash_AfterTheCommit_LeavesBoth_AndAnotherHostGoesOn()
    {
        await using var proxy = PgProxy.Start(ConnectionString);
        var script = new Script();
        await using var first = await StartAsync(script, proxy.ConnectionString, TimeSpan.FromSeconds(2));
        var swallowed = proxy.SwallowCommit(commit => IsHandlers(commit));
        await first.Shop.PublishAsync(new OrderPlaced("1"), null, Token);
        await swallowed.Happened.WaitAsync(Soon, TimeProvider.System, Token);

        proxy.Mode = PgProxyMode.Refuse;
        proxy.ResetConnections();
        first.Kill();
        (await RowsAsync(), await OutcomesAsync()).ShouldBe((1, 1));

        await using var second = await StartAsync(script, lease: TimeSpan.FromSeconds(2));
        await EndsOnceAsync(second);
        script.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task Commit_WhoseAnswerIsLost_IsReadBack()
    {
        await using var proxy = PgProxy.Start(ConnectionString);
        var script = new Script();
        await using var host = await StartAsync(script, proxy.ConnectionString);
        var swallowed = proxy.SwallowCommit(commit => IsHandlers(commit));

        await host.Shop.PublishAsync(new OrderPlaced("1"), null, Token);

        await swallowed.Happened.WaitAsync(Soon, TimeProvider.System, Token);
        await EndsOnceAsync(host);
        script.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task Commit_ThatDoesNotReachTheServer_IsRolledBack_AndTheTryIsMadeAnew()
    {
        var broken = new TaskCompletionSource();
        var script = new Script();
        await using var host = await StartAsync(script, configure: services => services.ConfigureDbContext<ShopContext>(options => options.AddInterceptors(new LostCommit(broken))));

        await host.Shop.PublishAsync(new OrderPlaced("1"), null, Token);

        await broken.Task.WaitAsync(Soon, TimeProvider.System, Token);
        await EndsOnceAsync(host);
        script.Calls.ShouldBe(2);
    }

    [Theory]
    [InlineData("update shop_automation.node_lease set until = now() - interval '1 hour'")]
    [InlineData("update shop_automation.node set epoch = nextval('shop_automation.epoch')")]
    [InlineData("update shop_automation.live set claim_no = claim_no + 1")]
    [InlineData("update shop_automation.live set state = 1, owner = null")]
    public async Task Zombie_WhoseRunIsAnothers_CommitsNothing(string taken)
    {
        var (running, free) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var host = await StartAsync(new Script(_ => HangAsync(running, free)));
        await host.Shop.PublishAsync(new OrderPlaced("1"), null, Token);
        await running.Task.WaitAsync(Soon, TimeProvider.System, Token);

        await DoAsync(taken);
        free.SetResult();
        await host.SettleAsync();
        host.Kill();

        (await RowsAsync(), await OutcomesAsync(), await OpenAsync()).ShouldBe((0, 0, 0));
    }

    [Fact]
    public async Task TakenOver_WhileTheHandlerRuns_OnlyTheNewOwnersWorkIsThere()
    {
        var (running, free) = (new TaskCompletionSource(), new TaskCompletionSource());
        var script = new Script(_ => HangAsync(running, free));
        await using var first = await StartAsync(script);
        await first.Shop.PublishAsync(new OrderPlaced("1"), null, Token);
        await running.Task.WaitAsync(Soon, TimeProvider.System, Token);
        await DoAsync("update shop_automation.node_lease set until = now() - interval '1 hour'");

        await using var second = await StartAsync(script, lease: TimeSpan.FromSeconds(2));
        await EndsOnceAsync(second, open: 1);
        free.SetResult();
        await first.SettleAsync();

        await EndsOnceAsync(second);
        script.Calls.ShouldBe(2);
    }

    // The first is held up at its commit until the others have worked, too. Faults: their outcomes are recorded in one transaction; the run's row is not locked.
    [Fact]
    public async Task BranchesThatEndTogether_AreEachCommittedWithTheirOwnWork()
    {
        var (three, first, others) = (new CountdownEvent(3), new TaskCompletionSource(), new TaskCompletionSource());
        Func<ShopContext, Task> After(Task gate) => _ =>
        {
            three.Signal();
            return gate;
        };
        var script = new Script(After(first.Task), After(others.Task), After(others.Task));
        await using var host = await StartAsync(script, define: rule => rule
            .Parallel(
                "all",
                branch => branch.Then("a", run => new Reserve(run.Input.Id)),
                branch => branch.Then("b", run => new Reserve(run.Input.Id)),
                branch => branch.Then("c", run => new Reserve(run.Input.Id)))
            .Then("note", run => new Note(run.Input.Id)));
        await host.Shop.PublishAsync(new OrderPlaced("1"), null, Token);
        await Task.Run(() => three.Wait(Soon, Token), Token);
        await using var connection = await Source.OpenConnectionAsync(Token);
        await using var held = await connection.BeginTransactionAsync(Token);
        await using (var command = new NpgsqlCommand("select 1 from shop_automation.live for update", connection))
        {
            await command.ExecuteNonQueryAsync(Token);
        }

        first.SetResult();
        await SessionsAsync("wait_event_type = 'Lock'", 1);
        others.SetResult();
        await SessionsAsync("state = 'idle in transaction' and query like 'set constraints%'", 2);
        await held.RollbackAsync(Token);

        await _notes.WhenAsync(1);
        await host.SettleAsync();
        (await RowsAsync(), await OutcomesAsync(), await OpenAsync(), script.Calls).ShouldBe((3, 3, 0, 3));
    }

    // The first step's outcome is held up, so that the outcomes of both others wait for the next operation. Fault: they are recorded together, and the step that runs
    // at most once is uncertain when the transaction breaks.
    [Fact]
    public async Task StepBesideATransactionThatBreaks_KeepsItsOutcome()
    {
        var (running, free, broken) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource());
        var script = new Script(_ => HangAsync(running, free));
        await using var host = await StartAsync(
            script,
            configure: services => services.ConfigureDbContext<ShopContext>(options => options.AddInterceptors(new LostCommit(broken))),
            define: rule => rule
                .Parallel(
                    "all",
                    branch => branch.Then("first", run => new Gated("first")),
                    branch => branch.Then("once", run => new Gated("once"), new() { Delivery = DeliveryMode.AtMostOnce }),
                    branch => branch.Then("reserve", run => new Reserve(run.Input.Id)))
                .Then("note", run => new Note(run.Input.Id)));
        await host.Shop.PublishAsync(new OrderPlaced("1"), null, Token);
        await running.Task.WaitAsync(Soon, TimeProvider.System, Token);
        await using var connection = await Source.OpenConnectionAsync(Token);
        await using var held = await connection.BeginTransactionAsync(Token);
        await using (var command = new NpgsqlCommand("lock table shop_automation.entry in exclusive mode", connection))
        {
            await command.ExecuteNonQueryAsync(Token);
        }

        await _gates.OpenAsync("first");
        await SessionsAsync("wait_event_type = 'Lock'", 1);
        await _gates.OpenAsync("once");
        free.SetResult();
        await SessionsAsync("state = 'idle in transaction' and query like 'set constraints%'", 1);
        await held.RollbackAsync(Token);

        await broken.Task.WaitAsync(Soon, TimeProvider.System, Token);
        await _notes.WhenAsync(1);
        await host.SettleAsync();
        (await RowsAsync(), await OutcomesAsync(), await OpenAsync(), script.Calls).ShouldBe((1, 3, 0, 2));
        _gates.Calls.Count(call => call == "once").ShouldBe(1);
        (await host.Shop.ListRunsAsync(cancellationToken: Token)).Items.Single().Status.ShouldBe(RunStatus.Succeeded);
    }

    // Fault: the run is given back and claimed anew, so that the outcome is lost, and the step that runs at most once is uncertain.
    [Fact]
    public async Task ResultThatComesWhileATransactionBreaks_IsKept()
    {
        var broken = new TaskCompletionSource();
        var script = new Script();
        await using var host = await StartAsync(
            script,
            configure: services => services.ConfigureDbContext<ShopContext>(options => options.AddInterceptors(new LostCommit(broken, () => _gates.OpenAsync("once")))),
            define: rule => rule
                .Parallel(
                    "all",
                    branch => branch.Then("once", run => new Gated("once"), new() { Delivery = DeliveryMode.AtMostOnce }),
                    branch => branch.Then("reserve", run => new Reserve(run.Input.Id)))
                .Then("note", run => new Note(run.Input.Id)));

        await host.Shop.PublishAsync(new OrderPlaced("1"), null, Token);

        await broken.Task.WaitAsync(Soon, TimeProvider.System, Token);
        await _notes.WhenAsync(1);
        await host.SettleAsync();
        (await RowsAsync(), await OutcomesAsync(), await OpenAsync(), script.Calls).ShouldBe((1, 2, 0, 2));
        _gates.Calls.ShouldHaveSingleItem();
        (await host.Shop.ListRunsAsync(cancellationToken: Token)).Items.Single().Status.ShouldBe(RunStatus.Succeeded);
    }

    // Fault: an outcome that is not recorded any more leaves its transaction open.
    [Fact]
    public async Task CancelledWhileTheHandlerWorks_KeepsBothOrNeither()
    {
        var (running, free) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var host = await StartAsync(new Script(_ => HangAsync(running, free)));
        await host.Shop.PublishAsync(new OrderPlaced("1"), null, Token);
        await running.Task.WaitAsync(Soon, TimeProvider.System, Token);
        var run = (await host.Shop.ListRunsAsync(cancellationToken: Token)).Items.Single();

        (await host.Shop.CancelAsync(run.Id, cancellationToken: Token)).ShouldBe(CancelStatus.Accepted);
        free.SetResult();
        await host.SettleAsync();

        (await host.Shop.FindRunAsync(run.Id, Token))!.Status.ShouldBe(RunStatus.Cancelled);
        (await RowsAsync()).ShouldBe(await OutcomesAsync());
        (await OpenAsync()).ShouldBe(0);
    }

    // Fault: the host's settings stay, so that its commit may be lost by a crash of the server, and nobody can end it when it hangs.
    [Fact]
    public async Task Record_IsMadeWithTheSettingsOfTheEngine_WhateverTheHosts()
    {
        var script = new Script();
        await using var host = await StartAsync(script, new NpgsqlConnectionStringBuilder(ConnectionString) { Options = "-c synchronous_commit=off", ApplicationName = "shop" }.ConnectionString);
        await DoAsync("""
            create table settings (line text);
            create function note_settings() returns trigger language plpgsql as $body$ begin
              insert into public.settings values (concat_ws(' ', current_setting('synchronous_commit'), current_setting('application_name') like 'automation%', current_setting('idle_in_transaction_session_timeout')));
              return null; end $body$;
            create trigger note_settings after insert on shop_automation.entry for each row when (new.path = 'reserve') execute function note_settings()
            """);

        await host.Shop.PublishAsync(new OrderPlaced("1"), null, Token);

        await EndsOnceAsync(host);
        (await LinesAsync("select distinct line from settings")).ShouldBe(["on t 5s"]);
    }

    // The handler ignores its token, and goes on with its context. Faults: the next try works on the same one; what the handler did stays open, or is committed after all; a context that was left behind is of no use any more.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task HandlerThatIsLeftBehind_SharesItsContextWithNobody(bool pooled)
    {
        var (running, free, late) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource<Exception?>());
        var contexts = new ConcurrentQueue<ShopContext>();
        Task NoteAsync(ShopContext shop)
        {
            contexts.Enqueue(shop);
            return Task.CompletedTask;
        }

        var script = new Script([
            async shop =>
            {
                contexts.Enqueue(shop);
                await HangAsync(running, free);
                late.SetResult(await Record.ExceptionAsync(async () =>
                {
                    shop.Orders.Add(new Order { Id = Guid.NewGuid(), Text = "late" });
                    await shop.SaveChangesAsync(Token);
                }));
            },
            .. Enumerable.Repeat<Func<ShopContext, Task>>(NoteAsync, 100)]);
        await using var host = await StartAsync(
            script,
            configure: services => _ = pooled ? services.AddDbContextPool<ShopContext>(options => options.UseNpgsql(ConnectionString)) : services,
            define: rule => rule.Then("reserve", run => new Reserve(run.Input.Id), new() { Timeout = TimeSpan.FromSeconds(2), Retry = RetryOptions.Fixed(50, TimeSpan.FromMilliseconds(10)) }).Then("note", run => new Note(run.Input.Id)));

        await host.Shop.PublishAsync(new OrderPlaced("1"), null, Token);
        await running.Task.WaitAsync(Soon, TimeProvider.System, Token);
        await EndsOnceAsync(host);
        contexts.ShouldBeUnique();

        free.SetResult();
        (await late.Task.WaitAsync(Soon, TimeProvider.System, Token)).ShouldNotBeNull();
        (await RowsAsync()).ShouldBe(1);
        for (var order = 2; order <= 5; order++)
        {
            await host.Shop.PublishAsync(new OrderPlaced($"{order}"), null, Token);
        }

        await _notes.WhenAsync(5);
        await host.SettleAsync();
        (await RowsAsync(), await OpenAsync()).ShouldBe((5, 0));
    }

    // The permit goes over to the next run in the handler's own transaction. Fault: the record of the step does not say that its run has a limit.
    [Fact]
    public async Task LimitedRuns_WorkOneAfterTheOther_AndHandOverWithTheCommit()
    {
        var (running, free) = (new TaskCompletionSource(), new TaskCompletionSource());
        var script = new Script(_ => HangAsync(running, free));
        // The heartbeat comes too late to find what the commit did not hand over.
        await using var host = await StartAsync(script, lease: TimeSpan.FromMinutes(10), most: 1);
        foreach (var order in new[] { "1", "2", "3" })
        {
            await host.Shop.PublishAsync(new OrderPlaced(order), null, Token);
        }

        await running.Task.WaitAsync(Soon, TimeProvider.System, Token);
        (await AskAsync("select count(*) from shop_automation.live where permit")).ShouldBe(1L);
        (await AskAsync($"select count(*) from shop_automation.live where state = {(int)LiveState.Blocked}")).ShouldBe(2L);
        (await AskAsync("select most from shop_automation.permit")).ShouldBe(1);
        script.Calls.ShouldBe(1);

        free.SetResult();
        await _notes.WhenAsync(3);
        await host.SettleAsync();
        (await RowsAsync(), await OutcomesAsync(), script.Calls).ShouldBe((3, 3, 3));
        (await AskAsync("select count(*) from shop_automation.live")).ShouldBe(0L);
    }

    private static bool IsHandlers(PgCommit commit) => commit.Contains("insert into \"Orders\"");

    private static async Task HangAsync(TaskCompletionSource running, TaskCompletionSource free)
    {
        running.TrySetResult();
        await free.Task;
    }

    /// <summary>A fault of the database that the handler swallows: its transaction is lost all the same.</summary>
    private static async Task SwallowAsync(ShopContext shop)
    {
        try
        {
            await shop.Database.ExecuteSqlRawAsync("select 1 / 0", Token);
        }
        catch (PostgresException)
        {
            // As careless handlers do.
        }
    }

    private Task<AppHost> StartAsync(Script script, string? connectionString = null, TimeSpan? lease = null, Action<IServiceCollection>? configure = null, int? most = null, Action<RuleBuilder<OrderPlaced>>? define = null) => AppHost.StartAsync(
        services =>
        {
            configure?.Invoke(services);
            services.AddSingleton(script).AddSingleton(_gates).AddDbContext<ShopContext>(options => options.UseNpgsql(connectionString ?? ConnectionString)).AddAutomation(automation => automation
                .UsePostgres<ShopContext>()
                .Configure(options =>
                {
                    options.PollInterval = TimeSpan.FromSeconds(1);
                    if (lease is { } duration)
                    {
                        (options.Lease, options.Heartbeat) = (duration, duration / 4);
                    }
                })
                .AddHandler<ReserveHandler>()
                .AddHandler<GatedHandler>()
                .AddRule<OrderPlaced>("reservations", rule =>
                {
                    rule.OnEvent<OrderPlaced>();
                    if (most is not null)
                    {
                        // The handler's step is the last one: its transaction ends the run.
                        rule.Guard(new() { MaxRunsPerScope = most }).Then("note", run => new Note(run.Input.Id)).Then("reserve", run => new Reserve(run.Input.Id));
                        return;
                    }

                    if (define is not null)
                    {
                        define(rule);
                        return;
                    }

                    rule.Then("reserve", run => new Reserve(run.Input.Id), out var reserved, new() { Retry = RetryOptions.Fixed(3, TimeSpan.FromMilliseconds(10)) })
                        .Then("note", run => new Note($"{run.Input.Id}: {run.Get(reserved)}"));
                }));
        },
        _notes,
        notesOrders: false);

    /// <summary>The run ends well, what its handler did is there once, and no other transaction is left open.</summary>
    private async Task EndsOnceAsync(AppHost host, long open = 0)
    {
        await _notes.WhenAsync(1);
        await UntilAsync("select count(*) from shop_automation.live", 0);
        await host.SettleAsync();
        (await RowsAsync(), await OutcomesAsync(), await OpenAsync()).ShouldBe((1, 1, open));
        (await host.Shop.ListRunsAsync(cancellationToken: Token)).Items.Select(run => run.Status).Distinct().ShouldBe([RunStatus.Succeeded]);
    }

    /// <summary>Returns when so many sessions are so.</summary>
    private async Task SessionsAsync(string condition, long sessions)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(Soon);
        while ((long)(await AskAsync($"select count(*) from pg_stat_activity where datname = current_database() and {condition}"))! < sessions)
        {
            patience.Token.ThrowIfCancellationRequested();
        }
    }

    private async Task<long> RowsAsync() => (long)(await AskAsync("select count(*) from \"Orders\""))!;

    /// <summary>Transactions that nobody ended.</summary>
    private async Task<long> OpenAsync() => (long)(await AskAsync("select count(*) from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'"))!;

    private async Task<long> OutcomesAsync() => (long)(await AskAsync($"select count(*) from shop_automation.entry where path not in ('note', 'all') and kind = {(int)EntryKind.Outcome}"))!;
}
