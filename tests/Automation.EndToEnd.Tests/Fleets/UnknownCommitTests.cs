using Automation.Postgres;
using Automation.Postgres.Proxy;

namespace Automation.EndToEnd.Fleets;

/// <summary>T6: the connection breaks at a commit of PostgreSQL, before its answer arrives or before the server gets it, at each kind of transaction that a host makes all the time.</summary>
/// <remarks>The long version, 50 of both for each kind: <c>AUTOMATION_LONG=1</c>.</remarks>
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
    public async Task AnswerOrCommit_ThatIsLost_StoresNothingTwice()
    {
        var times = FleetTests.Long ? 100 : 2;
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
                using var lost = time % 2 == 0 ? proxy.SwallowCommit(containing, 1 + (time % 3)) : proxy.LoseCommit(containing, 1 + (time % 3));
                await fleet.UntilAsync($"a transaction is a {kind}", () => lost.Happened.IsCompleted);
            }
        }

        await fleet.DrainAsync();

        cut.IsAlive.ShouldBeTrue();
        (await fleet.Database.CountAsync("charge")).ShouldBe(0, "Nobody died.");
        var repeats = await fleet.CheckAsync(maxLosses: times * Kinds.Length * Fleet.Concurrency);
        output.WriteLine($"{times * Kinds.Length} answers and commits lost, {fleet.Ordered} runs, {repeats} repeats.");
    }
}
