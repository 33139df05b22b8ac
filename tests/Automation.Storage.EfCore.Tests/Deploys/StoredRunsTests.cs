using Automation.Storage.EfCore.Tests.Worlds;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Storage.EfCore.Tests.Deploys;

/// <summary>T20: runs as an earlier build stored them go on with this one. The file is what that build left in the database.</summary>
/// <remarks>A release adds a file of its own, and changes none: <c>AUTOMATION_APPROVE=1</c> writes the one of the present build beside the tests' assembly if it is not there.</remarks>
public sealed class StoredRunsTests : DatabaseTests
{
    private const string Present = "stored-1.sql";

    // The node without its lease: it died, and others judged it.
    private const string Rows = """
        select format('insert into automation.%I overriding system value select * from json_populate_record(null::automation.%I, %L);', '{0}', '{0}', row_to_json(t)::text) from automation.{0} t order by 1
        """;

    private static readonly string[] Tables = ["node", "scope", "rule", "rule_version", "permit", "event", "dedupe", "run", "entry", "log", "live", "signal", "wait"];

    private readonly Notes _notes = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, bool> Files => new(
        Directory.GetFiles(Folder(), "stored-*.sql").Select(Path.GetFileName).SelectMany(file => new[] { (file!, false), (file!, true) }));

    // Fault, seen red: another name for the field of a stored decision.
    [Theory]
    [MemberData(nameof(Files))]
    public async Task StoredRuns_GoOnToTheirRecordedEnd(string file, bool changed)
    {
        await OpenAsync();

        // What such a build inserts has the default of a column that it does not know, which a record made of JSON has not.
        await DoAsync("alter table automation.event alter column notable drop not null");
        await DoAsync(await File.ReadAllTextAsync(Path.Combine(Folder(), file), Token));
        await DoAsync("update automation.event set notable = default where notable is null; alter table automation.event alter column notable set not null");
        await using var host = await StartAsync(changed);

        // Those that rested are long due; the others wait for an event still, the one that its process died over, too.
        await UntilAsync("select count(*) from automation.live", 3);
        foreach (var order in new[] { "1", "2", "3" })
        {
            await host.Shop.PublishAsync(new OrderPaid(order), null, Token);
        }

        await UntilAsync("select count(*) from automation.live", 0);
        await host.SettleAsync();
        string[] expected = ["1 rested", "2 rested", "3 rested", "1 paid for 1", "2 paid for 2", "3 paid for 3"];
        _notes.All.ShouldBe(changed ? [.. expected, "1 thanks", "2 thanks", "3 thanks"] : expected, ignoreOrder: true);
        (await AskAsync($"select count(*) from automation.entry where run_status = {(int)RunStatus.Succeeded}")).ShouldBe(6L);
    }

    [Fact]
    public async Task PresentBuild_HasItsFile()
    {
        var path = Path.Combine(Folder(), Present);
        if (!File.Exists(path) && Environment.GetEnvironmentVariable("AUTOMATION_APPROVE") == "1")
        {
            await File.WriteAllTextAsync(path, await RecordAsync(), Token);
        }

        File.Exists(path).ShouldBeTrue($"Run with AUTOMATION_APPROVE=1, copy {path} to the sources, and commit it.");
    }

    private async Task<string> RecordAsync()
    {
        await using (var host = await StartAsync(changed: false))
        {
            foreach (var order in new[] { "1", "2", "3" })
            {
                await host.Shop.PublishAsync(new OrderPlaced(order), new() { Key = order }, Token);
            }

            await UntilAsync("select count(*) from automation.live where state in (3, 4)", 6);
            host.Kill();
            await host.SettleAsync();
        }

        await DoAsync("update automation.live set state = 2, owner = (select max(node_id) from automation.node), due_at = null where run_id = (select w.run_id from automation.wait w order by w.subject desc limit 1)");
        var lines = new List<string>();
        foreach (var table in Tables)
        {
            lines.AddRange(await LinesAsync(Rows.Replace("{0}", table, StringComparison.Ordinal)));
        }

        lines.Add("select setval('automation.position', 1000), setval('automation.epoch', 1000), setval(pg_get_serial_sequence('automation.node', 'node_id'), 1000);");
        return string.Join('\n', lines) + "\n";
    }

    private Task<AppHost> StartAsync(bool changed) => AppHost.StartAsync(
        services => services.AddAutomation(automation => automation
            .UsePostgres(ConnectionString)
            .Configure(options => options.PollInterval = TimeSpan.FromSeconds(1))
            .AddRule<OrderPlaced>("payments", rule =>
            {
                var steps = rule.OnEvent<OrderPlaced>()
                    .Then("placed", run => new Note($"{run.Input.Id} placed"))
                    .WaitFor<OrderPaid>("payment", run => run.Input.Id, TimeSpan.FromDays(3650), out var paid)
                    .Then("paid", run => new Note($"{run.Input.Id} paid for {run.Get(paid).Id}"));
                if (changed)
                {
                    steps.Then("thank", run => new Note($"{run.Input.Id} thanks"));
                }
            })
            .AddRule<OrderPlaced>("rests", rule => rule.OnEvent<OrderPlaced>()
                .Delay("rest", TimeSpan.FromSeconds(45))
                .Then("rested", run => new Note($"{run.Input.Id} rested")))),
        _notes,
        notesOrders: false);

    private static string Folder() => Path.Combine(AppContext.BaseDirectory, "Deploys");
}
