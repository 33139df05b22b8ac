using System.Globalization;
using Automation.Storage.EfCore.Tests.Races;
using Automation.Storage.EfCore.Tests.Worlds;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Storage.EfCore.Tests.Partitions;

/// <summary>The script that partitions the history, and its functions.</summary>
public sealed class PartitionScriptTests : DatabaseTests
{
    /// <summary>So that there are partitions of the past.</summary>
    private static readonly string Script = PartitionScript.For("automation", "date '2020-01-01'");

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await OpenAsync();
    }

    // Red without the rows that the first partition has no place for.
    [Fact]
    public async Task Script_OnTablesWithHistory_KeepsEveryRow_KeyAndIndex()
    {
        await DoAsync(History.Insert(500));
        await InsertAsync("2019-05-05", ended: true);
        var before = await CountsAsync();
        var indexes = await IndexesAsync();

        await DoAsync(Script);

        (await CountsAsync()).ShouldBe(before);
        (await IndexesAsync()).ShouldBe(indexes);
        (await PlacesAsync("2019-05-05")).ShouldBe("event_until_20200101 run_until_20200101 entry_until_20200101 log_until_20200101");
        await OpenAsync(migrate: false);
    }

    [Fact]
    public async Task Script_AsItIsGiven_EndsTheFirstPartitionsTomorrow()
    {
        await DoAsync(AutomationMigrations.GeneratePartitionScript());

        (await AskAsync("select (select * from automation.history_days()) - (now() at time zone 'UTC')::date")).ShouldBe(1);
    }

    [Fact]
    public async Task Script_Again_ChangesNothing()
    {
        await DoAsync(AutomationMigrations.GeneratePartitionScript());
        var before = await CatalogAsync("automation");

        await DoAsync(AutomationMigrations.GeneratePartitionScript());
        await DoAsync(AutomationMigrations.GenerateScript());
        await OpenAsync();

        (await CatalogAsync("automation")).ShouldBe(before);
    }

    [Fact]
    public async Task Script_InAnotherSchema_LeavesTheFirstAlone()
    {
        await OpenAsync(schema: "user");
        var before = await CatalogAsync("automation");

        await DoAsync(AutomationMigrations.GeneratePartitionScript("user"));
        await DoAsync("select \"user\".add_history('2100-01-01'), \"user\".drop_history('2100-01-01')");

        (await CatalogAsync("automation")).ShouldBe(before);
        await OpenAsync(schema: "user");
    }

    [Fact]
    public void Script_ForASchemaThatIsNotAllowed_IsNotWritten() =>
        Should.Throw<ArgumentException>(() => AutomationMigrations.GeneratePartitionScript("a\"; drop schema public; --"));

    [Fact]
    public async Task Add_TakesWhatCameBeforeIt()
    {
        await DoAsync(Script);
        await InsertAsync("2020-01-15", ended: true);
        await InsertAsync("2020-02-01", ended: true);
        (await PlacesAsync("2020-01-15")).ShouldBe("event_other run_other entry_other log_other");

        (await AskAsync("select automation.add_history('2020-02-01')")).ShouldBe(true);

        (await PlacesAsync("2020-01-15")).ShouldBe("event_until_20200201 run_until_20200201 entry_until_20200201 log_until_20200201");
        (await PlacesAsync("2020-02-01")).ShouldBe("event_other run_other entry_other log_other");
    }

    [Theory]
    [InlineData("2020-02-01")]
    [InlineData("2020-01-10")]
    public async Task Add_OfWhatIsThere_AddsNothing(string day)
    {
        await DoAsync(Script);
        await DoAsync("select automation.add_history('2020-02-01')");
        var before = await CatalogAsync("automation");

        (await AskAsync($"select automation.add_history('{day}')")).ShouldBe(false);

        (await CatalogAsync("automation")).ShouldBe(before);
    }

    [Fact]
    public async Task Add_OfSeveral_InOneStatement()
    {
        await DoAsync(Script);

        await DoAsync("select automation.add_history(day::date) from generate_series(date '2020-02-01', '2020-04-01', interval '1 month') day");

        (await DaysAsync()).ShouldBe("2020-01-01 2020-02-01 2020-03-01 2020-04-01");
    }

    [Fact]
    public async Task Drop_TakesWhatEndedBefore()
    {
        await WithMonthsAsync();
        await InsertAsync("2019-12-01", ended: true);
        await InsertAsync("2020-01-15", ended: true);
        await InsertAsync("2020-02-15", ended: true);

        (await DropAsync("2020-02-15")).ShouldBe("2020-01-01 dropped, 2020-02-01 dropped");

        (await DaysAsync()).ShouldBe("2020-03-01 2020-04-01");
        (await CountsAsync()).ShouldBe("1 1 1 1");
        (await DropAsync("2020-02-15")).ShouldBe("");
    }

    // Red when the runs that live are not asked.
    [Fact]
    public async Task Drop_KeepsWhatARunMayNeed_AndSaysHowManyDo()
    {
        await WithMonthsAsync();
        await InsertAsync("2019-12-01", ended: true);
        await InsertAsync("2020-01-15", ended: false);
        await InsertAsync("2020-02-15", ended: true);

        (await DropAsync("2020-04-01")).ShouldBe("2020-01-01 dropped, 2020-02-01 kept for 1, 2020-03-01 kept for 1, 2020-04-01 kept for 1");

        await DoAsync("delete from automation.live");
        (await DropAsync("2020-04-01")).ShouldBe("2020-02-01 dropped, 2020-03-01 dropped, 2020-04-01 dropped");
    }

    // Red with the ids of runs only: an event may have been saved long before its run began.
    [Fact]
    public async Task Drop_KeepsTheEventOfAYoungerRun()
    {
        await WithMonthsAsync();
        await InsertAsync("2020-02-15", ended: false, @event: "2020-01-15");

        (await DropAsync("2020-02-01")).ShouldBe("2020-01-01 dropped, 2020-02-01 kept for 1");
    }

    [Fact]
    public async Task Retention_EmptiesAPartitionAroundTheRunThatKeepsIt()
    {
        await WithMonthsAsync();
        await InsertAsync("2020-01-10", ended: true);
        await InsertAsync("2020-01-15", ended: false);
        await InsertAsync("2020-01-20", ended: true);
        await DoAsync("""
            update automation.entry e set scope = 'p', rule = 'r', run_status = 10, at = '2020-02-01' where not exists (select 1 from automation.live l where l.run_id = e.run_id);
            update automation.event set at = '2020-02-01', verdicts = convert_to('[{"r":"r","k":1,"i":"' || event_id || '"}]', 'UTF8')
            """);
        (await DropAsync("2020-02-01")).ShouldBe("2020-01-01 dropped, 2020-02-01 kept for 1");
        var store = Store(migrate: false);
        await store.OpenAsync(TestContext.Current.CancellationToken);
        var before = new DateTimeOffset(2020, 3, 1, 0, 0, 0, TimeSpan.Zero);
        var request = new PurgeRequest { Scope = "p", Limit = 100, SucceededBefore = before, EventsBefore = before };

        (await store.PurgeAsync(request, default)).Deleted.ShouldBe(new PurgeResult { Succeeded = 2, Entries = 2, LogLines = 2 });
        (await store.PurgeAsync(request, default)).Deleted.Events.ShouldBe(2);

        (await PlacesAsync("2020-01-15")).ShouldBe("event_until_20200201 run_until_20200201 entry_until_20200201 log_until_20200201");
        (await CountsAsync()).ShouldBe("1 1 1 1");
    }

    // Red without the bound of today.
    [Fact]
    public async Task Drop_NeverTakesTheDaysToCome()
    {
        await WithMonthsAsync();
        await DoAsync("select automation.add_history('2999-01-01')");

        await DropAsync("3000-01-01");

        (await DaysAsync()).ShouldBe("2999-01-01");
    }

    [Fact]
    public async Task Add_AfterAllWasDropped_BeginsAnew()
    {
        await WithMonthsAsync();
        await DropAsync("2020-04-01");
        await InsertAsync("2020-05-05", ended: true);

        (await AskAsync("select automation.add_history('2020-06-01')")).ShouldBe(true);

        (await PlacesAsync("2020-05-05")).ShouldBe("event_until_20200601 run_until_20200601 entry_until_20200601 log_until_20200601");
    }

    // Red with locks that are waited for without a limit: PostgreSQL ends one of the two then.
    [Fact]
    public async Task Add_WhileAHostHoldsOneTableAndWantsAnother_LetsItGoFirst()
    {
        await DoAsync(Script);
        await using var host = await Source.OpenConnectionAsync();
        await using var transaction = await host.BeginTransactionAsync();
        await using var command = host.CreateCommand();
        command.CommandText = "select count(*) from automation.run";
        await command.ExecuteScalarAsync();

        var adding = AskAsync("select automation.add_history('2020-02-01')");
        while ((long)(await AskAsync("select count(*) from pg_locks where relation = 'automation.run'::regclass and not granted"))! == 0)
        {
            adding.IsCompleted.ShouldBeFalse();
        }

        command.CommandText = "select count(*) from automation.event";
        await command.ExecuteScalarAsync();
        await transaction.CommitAsync();

        (await adding).ShouldBe(true);
    }

    // The plans of the store's sessions are older than the partitions. Red without the partition for the rest.
    [Fact]
    public async Task Host_ThatWorksMeanwhile_GoesOn()
    {
        await using var host = await AppHost.StartAsync(services => services.AddAutomation(automation => automation.UsePostgres(ConnectionString)));
        await PublishAsync(host, 0);
        string[] changes = [Script, "select automation.add_history('2020-02-01')", "select automation.drop_history('2020-02-01')", "select automation.add_history('2100-01-01')"];
        for (var change = 0; change < changes.Length; change++)
        {
            var working = PublishAsync(host, 20 * (change + 1));

            await DoAsync(changes[change]);

            await working;
        }

        await PublishAsync(host, 100);
        await host.SettleAsync();
        host.Notes.All.Count.ShouldBe(120);
        host.Notes.All.Distinct().Count().ShouldBe(120);
        (await CountsAsync()).ShouldBe("120 120 120 0");
        (await host.Shop.ListRunsAsync(new() { Statuses = [RunStatus.Succeeded], Limit = 200 })).Items.Count.ShouldBe(120);
    }

    private static Task PublishAsync(AppHost host, int first) =>
        Task.WhenAll(Enumerable.Range(first, 20).Select(number => host.Shop.PublishAsync(new OrderPlaced($"{number}"))));

    private async Task WithMonthsAsync()
    {
        await DoAsync(Script);
        await DoAsync("select automation.add_history(day::date) from generate_series(date '2020-02-01', '2020-04-01', interval '1 month') day");
    }

    /// <summary>A run that began on a day, with a row in each table.</summary>
    private Task InsertAsync(string day, bool ended, string? @event = null) => DoAsync($"""
        insert into automation.event(event_id, position, scope, type, at, root, depth, payload)
          select id, nextval('automation.position'), 'p', 't', now(), id, 0, '' from (select {First(@event ?? day)}) x(id);
        insert into automation.run(run_id, position, scope, rule, rule_hash, trigger_kind, trigger_id, event_id, at)
          select id, nextval('automation.position'), 'p', 'r', 'h', 1, 't', {First(@event ?? day)}, now() from (select {First(day)}) x(id);
        insert into automation.entry(run_id, path, kind, try, seq, status, at) values ({First(day)}, 'a', 1, 1, 1, 1, now());
        insert into automation.log(run_id, number, path, attempt, at, level, message) values ({First(day)}, 1, 'a', 1, now(), 1, '');
        insert into automation.live(run_id, scope, rule, queue, state, claim_no, signals, rescues, limits, permit)
          select {First(day)}, 'p', 'r', 0, 4, 1, 0, 0, 0, false where {!ended}
        """);

    /// <summary>The first id of a day.</summary>
    private static string First(string day) => $"'{DateTimeOffset.Parse($"{day}T00:00:00Z", CultureInfo.InvariantCulture).ToUnixTimeMilliseconds():x12}70008000000000000000'::uuid";

    private async Task<string> CountsAsync() => (string)(await AskAsync(
        "select concat_ws(' ', (select count(*) from automation.event), (select count(*) from automation.run), (select count(*) from automation.entry), (select count(*) from automation.log))"))!;

    /// <summary>The partitions in which the rows of a day's run lie.</summary>
    private async Task<string> PlacesAsync(string day) => ((string)(await AskAsync($"""
        select concat_ws(' ', (select tableoid::regclass from automation.event where event_id = bound), (select tableoid::regclass from automation.run where run_id = bound),
          (select tableoid::regclass from automation.entry where run_id = bound), (select tableoid::regclass from automation.log where run_id = bound))
        from (select {First(day)}) x(bound)
        """))!).Replace("automation.", "", StringComparison.Ordinal);

    private async Task<string> DaysAsync() => string.Join(' ', await LinesAsync("select d::text from automation.history_days() d"));

    private async Task<string> DropAsync(string before) => string.Join(", ", await LinesAsync(
        $"select until || case when dropped then ' dropped' else ' kept for ' || runs end from automation.drop_history('{before}')"));

    /// <summary>What the tables' indexes are, but for how they are stored.</summary>
    private async Task<string> IndexesAsync() => string.Join('\n', (await LinesAsync(
        "select indexdef from pg_indexes where schemaname = 'automation' and tablename in ('event', 'run', 'entry', 'log') order by 1"))
        .Select(line => line.Replace(" ON ONLY ", " ON ", StringComparison.Ordinal)));
}
