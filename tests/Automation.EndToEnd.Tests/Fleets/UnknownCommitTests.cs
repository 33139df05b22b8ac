using Automation.Postgres;
using Automation.Postgres.Proxy;

namespace Automation.EndToEnd.Fleets;

/// <summary>T6: PostgreSQL commits, and the connection breaks before its answer arrives, at each kind of transaction of a host.</summary>
/// <remarks>The long version, 50 of each kind: <c>AUTOMATION_LONG=1</c>.</remarks>
[Collection(nameof(FleetTests))]
public sealed class UnknownCommitTests(ITestOutputHelper output)
{
    /// <summary>What the statements of each kind of transaction contain.</summary>
    private static readonly (string Kind, string Containing)[] Kinds =
    [
        ("accept", "into \"automation\".event("), ("record", "into \"automation\".entry("), ("end", "delete from \"automation\".live"),
        ("claim", "claim_no = l.claim_no + 1"), ("renew", "update \"automation\".node_lease"),
    ];

    // Fault: what had no answer is written again without a question.
    [Fact]
    public async Task Answer_ThatIsLost_StoresNothingTwice()
    {
        var times = FleetTests.Long ? 50 : 2;
        var server = await TestPostgres.GetAsync();
        await using var database = await server.CreateDatabaseAsync();
        await using var proxy = PgProxy.Start(database.ConnectionString);
        await using var fleet = await Fleet.StartAsync(database.ConnectionString, nodes: 1);
        var cut = await fleet.AddAsync(proxy.ConnectionString);
        fleet.Flow();
        for (var time = 0; time < times; time++)
        {
            foreach (var (kind, containing) in Kinds)
            {
                using var swallowed = proxy.SwallowCommit(containing, 1 + (time % 3));
                await fleet.UntilAsync($"a transaction is a {kind}", () => swallowed.Happened.IsCompleted);
            }
        }

        await fleet.DrainAsync();

        cut.IsAlive.ShouldBeTrue();
        (await fleet.Database.CountAsync("charge")).ShouldBe(0, "Nobody died.");
        var repeats = await fleet.CheckAsync(maxLosses: times * Kinds.Length * Fleet.Concurrency);
        output.WriteLine($"{times * Kinds.Length} answers swallowed, {fleet.Ordered} runs, {repeats} repeats.");
    }
}
