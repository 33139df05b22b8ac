using Automation.Postgres.Proxy;
using Automation.Storage.EfCore.Tests.Worlds;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Automation.Storage.EfCore.Tests.Connections;

/// <summary>T6, at the kinds of transaction that a host seldom makes for its runs. The frequent kinds are played with whole fleets of processes.</summary>
/// <remarks>Each kind a few times; <c>AUTOMATION_LONG=1</c> plays 50 answers and 50 commits of each.</remarks>
public sealed class UnansweredCommitTests : UnansweredTests
{
    [Theory]
    [InlineData("as t(run_id, claim_no, kind, due_at, reason, ordinal", "placed")]
    [InlineData("into \"automation\".wait(", "placed")]
    [InlineData("select w.run_id, w.path, 3", "paid")]
    public async Task ParkAndTheEventThatEndsIt_AreStoredOnce(string statement, string before)
    {
        await using var proxy = PgProxy.Start(ConnectionString);
        await using var host = await StartAsync(proxy.ConnectionString);
        for (var time = 1; time <= Times; time++)
        {
            using var placed = before == "placed" ? Cut(proxy, time, statement) : null;
            await host.Shop.PublishAsync(new OrderPlaced($"{time}"), null, Token);
            await HappenedAsync(placed);
            await WaitsAsync();
            using var paid = before == "paid" ? Cut(proxy, time, statement) : null;
            await host.Shop.PublishAsync(new OrderPaid($"{time}"), null, Token);
            await HappenedAsync(paid);
            await Notes.WhenAsync(2 * time);
        }

        await EndsAsync(host, RunStatus.Succeeded, notes: 2, runs: Times);
        (await AskAsync("select count(*) from automation.event")).ShouldBe(2L * Times);
    }

    [Fact]
    public async Task Cancel_IsStoredOnce_AndItsCallerHearsOfIt()
    {
        await using var proxy = PgProxy.Start(ConnectionString);
        await using var host = await StartAsync(proxy.ConnectionString);
        for (var time = 1; time <= Times; time++)
        {
            await host.Shop.PublishAsync(new OrderPlaced($"{time}"), null, Token);
            await WaitsAsync();
            var run = (await host.Shop.ListRunsAsync(new RunQuery { Statuses = [RunStatus.Waiting] }, Token)).Items.Single();
            using var cut = Cut(proxy, time, "as c(run_id, scope, path, kind, nonce, at, body, ordinal)");

            (await host.Shop.CancelAsync(run.Id, cancellationToken: Token)).ShouldBeOneOf(CancelStatus.Accepted, CancelStatus.AlreadyEnded);

            await HappenedAsync(cut);
            await UntilAsync("select count(*) from automation.live", 0);
        }

        await EndsAsync(host, RunStatus.Cancelled, notes: 1, runs: Times);
        (await AskAsync("select count(*) from automation.signal")).ShouldBe(0L);
    }

    [Fact]
    public async Task SavedRule_IsStoredOnce_AndSavedAgainIsTheSameVersion()
    {
        await using var proxy = PgProxy.Start(ConnectionString);
        await using var host = await StartAsync(proxy.ConnectionString);
        for (var time = 1; time <= Times; time++)
        {
            var json = $$"""{ "name": "stored", "triggers": [ { "type": "event", "config": { "event": "order.placed" } } ], "steps": [ { "id": "note", "type": "note", "config": { "id": "{{time}}" } } ] }""";
            using var cut = Cut(proxy, time, "into \"automation\".rule_version");

            await Should.ThrowAsync<AutomationUnavailableException>(() => host.Shop.Rules.SaveAsync(json, cancellationToken: Token));

            await HappenedAsync(cut);
            (await host.Shop.Rules.SaveAsync(json, cancellationToken: Token)).Version.ShouldBe(time);
        }

        (await AskAsync("select count(*) from automation.rule_version")).ShouldBe((long)Times);
        (await AskAsync("select version from automation.scope where scope = 'shop'")).ShouldBe((long)Times);
    }

    [Theory]
    [InlineData("set epoch = nextval('\"automation\".epoch') where n.node_id = any")]
    [InlineData("rescues = l.rescues + 1")]
    [InlineData("set left_at =")]
    public async Task Takeover_ChargesOnce_AndTheRunGoesOn(string statement)
    {
        for (var time = 1; time <= Times; time++)
        {
            await using (var dead = await StartAsync(ConnectionString))
            {
                await dead.Shop.PublishAsync(new OrderPlaced($"{time}"), null, Token);
                await WaitsAsync();
                dead.Kill();
                await dead.SettleAsync();
            }

            // As if it had died at work.
            await DoAsync("update automation.live set state = 2, owner = (select max(node_id) from automation.node); update automation.node_lease set until = now() - interval '1 hour'");
            await DoAsync("create table if not exists charge(run_id uuid); create or replace function note_charge() returns trigger language plpgsql as $body$ begin insert into public.charge values (new.run_id); return null; end $body$; "
                + "create or replace trigger note_charge after update on automation.live for each row when (new.rescues > old.rescues) execute function note_charge()");
            await using var proxy = PgProxy.Start(ConnectionString);
            using var cut = Cut(proxy, time, statement);
            await using var host = await StartAsync(proxy.ConnectionString);
            await HappenedAsync(cut);
            await UntilAsync("select count(*) from automation.live where state = 2", 0);
            await host.Shop.PublishAsync(new OrderPaid($"{time}"), null, Token);
            await Notes.WhenAsync(2 * time);
            await EndsAsync(host, RunStatus.Succeeded, notes: 2, runs: time);
            (await AskAsync("select count(*) from charge")).ShouldBe((long)time);
        }
    }

    // Fault, seen red: the schedule moves in a transaction of its own. What is sent again without a question is refused, since the schedule has moved by then.
    [Fact]
    public async Task Occurrence_IsStoredOnce_TogetherWithTheStepOfItsSchedule()
    {
        await using var proxy = PgProxy.Start(ConnectionString);
        await using (await StartAsync(proxy.ConnectionString, automation => automation
            .Configure(options => options.Scopes.Add("shop"))
            .AddRule<Occurrence>("seconds", rule => rule
                .OnSchedule(Schedule.Every(TimeSpan.FromSeconds(1)) with { MissedAfter = TimeSpan.FromHours(1) })
                .Then("note", run => new Note($"{run.Input.Due:O}")))))
        {
            for (var time = 1; time <= Times; time++)
            {
                using var cut = Cut(proxy, time, commit => commit.Contains("set next_due = $5, last_due") && commit.Contains("into \"automation\".event("));
                await HappenedAsync(cut);
            }

            await Notes.WhenAsync(Notes.All.Count + 2);
        }

        var dues = (await LinesAsync("select convert_from(payload, 'utf8')::json ->> 'due' from automation.event"))
            .Select(due => DateTimeOffset.Parse(due, System.Globalization.CultureInfo.InvariantCulture)).Order().ToList();
        dues.ShouldBe(Enumerable.Range(0, dues.Count).Select(second => dues[0].AddSeconds(second)), "Every second from the first to the last, each once.");
        (await AskAsync("select count(distinct event_id) from automation.run")).ShouldBe((long)dues.Count);
        (await AskAsync("select count(*) from automation.run")).ShouldBe((long)dues.Count);
        (await AskAsync("select count(*) from automation.dedupe")).ShouldBe((long)dues.Count);
        (await AskAsync("select count(*) from automation.schedule where last_due = next_due - interval '1 second'")).ShouldBe(1L);
        Notes.All.Distinct().Count().ShouldBe(Notes.All.Count);
    }

    // Fault, seen red at the beginning: what had no answer is sent again without a question. An end that is sent again is refused, since the series is another one by then.
    [Theory]
    [InlineData("into \"automation\".debounce as d")]
    [InlineData("delete from \"automation\".debounce d")]
    public async Task Debounce_BeginsOnce_AndEndsWithOneRun(string statement)
    {
        await using var proxy = PgProxy.Start(ConnectionString);
        await using var host = await StartAsync(proxy.ConnectionString, automation => automation.AddRule<OrderPlaced>("quiet", rule => rule
            .OnEvent<OrderPlaced>().Guard(new() { Debounce = TimeSpan.FromMilliseconds(200) }).Then("note", run => new Note(run.Input.Id))));
        for (var time = 1; time <= Times; time++)
        {
            using var cut = Cut(proxy, time, statement);
            await host.Shop.PublishAsync(new OrderPlaced($"{time}"), null, Token);
            await HappenedAsync(cut);
            await Notes.WhenAsync(time);
        }

        await EndsAsync(host, RunStatus.Succeeded, notes: 1, runs: Times);
        (await AskAsync("select count(*) from automation.event")).ShouldBe(2L * Times, "Each event, and the end of its wait.");
        (await AskAsync("select count(*) from automation.debounce")).ShouldBe(0L);
    }

    /// <summary>The server goes on with a commit whose client is gone: when it is asked, nothing is stored, and a moment later it is.</summary>
    /// <remarks>Seen red when a commit that is refused then is not read back: the publisher hears that its key exists already, and the run is parked for that.</remarks>
    [Theory]
    [InlineData("event")]
    [InlineData("entry")]
    public async Task Commit_ThatIsStoredAfterTheServerWasAsked_IsStoredOnce(string table)
    {
        // The commit in question, and no other session that waits for a moment: the connection must not be cut before it is there.
        const string StandsStill = "select count(*) from pg_locks l join pg_database d on d.oid = l.database where d.datname = current_database() and l.locktype = 'advisory' and l.classid = 0 and l.objid = 42 and not l.granted";
        const string Waiting = "select least(count(*), 2) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
        await using var proxy = PgProxy.Start(ConnectionString);
        await using var host = await StartAsync(proxy.ConnectionString, automation => automation.AddRule<OrderPlaced>("orders", rule => rule.OnEvent<OrderPlaced>()
            .Then("one", run => new Note($"{run.Input.Id} one")).Then("two", run => new Note($"{run.Input.Id} two"))));
        await DoAsync("create function stand_still() returns trigger language plpgsql as $body$ begin perform pg_advisory_xact_lock_shared(42); return null; end $body$; "
            + $"create trigger stand_still after insert on automation.{table} for each statement execute function stand_still()");
        await using var holder = await Source.OpenConnectionAsync(Token);
        await using var held = await holder.BeginTransactionAsync(Token);
        await using (var hold = new NpgsqlCommand("select pg_advisory_xact_lock(42)", holder))
        {
            await hold.ExecuteNonQueryAsync(Token);
        }

        var published = host.Shop.PublishAsync(new OrderPlaced("1"), null, Token);
        await UntilAsync(StandsStill, 1);
        proxy.ResetConnections();
        var waiting = UntilAsync(Waiting, 2);
        if (await Task.WhenAny(waiting, published) == published)
        {
            await published;
        }

        await waiting;
        await held.RollbackAsync(Token);

        (await published).Duplicate.ShouldBeFalse();
        await Notes.WhenAsync(2);
        await EndsAsync(host, RunStatus.Succeeded, notes: 2, runs: 1);
    }
}
