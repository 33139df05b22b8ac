using Automation.Storage.Conformance;

namespace Automation.Storage.EfCore.Tests.Races;

/// <summary>The server's table of locks is shared by all of its connections; who finds it full fails.</summary>
public sealed class LockTableTests : RaceTests
{
    private const int Hosts = 32;

    /// <summary>What a server with its usual settings reckons with for one transaction.</summary>
    private const int LocksOfATransaction = 64;

    /// <summary>It has room for two holders of each lock of a hundred connections.</summary>
    private const int Room = 2 * 100 * LocksOfATransaction;

    private const string Waiting = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";

    // Fault: a thousand locks for topics. It fails by the count, and on a server with the usual settings by "out of shared memory".
    [Fact]
    public async Task FullBatchesOfManyHosts_WithTopicsOfTheirOwn_AllFitAtOnce()
    {
        var stores = new List<PostgresStore>();
        for (var i = 0; i < Hosts; i++)
        {
            stores.Add(await Fixture.OpenAsync(change: null));
        }

        await using var held = await StopBehindAsync(null, "insert", "event");
        var commits = stores.SelectMany(store => Enumerable.Range(0, store.ConcurrentCommits).Select(_ => CommitAsync(store, null, Full()))).ToArray();
        await Task.WhenAny(Task.WhenAny(commits), WaitingAsync(commits.Length));
        var most = await AskAsync<long>("select max(n) from (select count(*) as n from pg_locks where locktype = 'advisory' and classid = 1635086447 group by pid) held");
        var all = await AskAsync<long>("select count(*) from pg_locks where not fastpath and pid in (select pid from pg_stat_activity where datname = current_database())");
        await held.RollbackAsync();

        (await Task.WhenAll(commits)).ShouldAllBe(results => results.All(result => ((AcceptResult)result).Status == AcceptStatus.Accepted));
        most.ShouldBe(LocksOfATransaction);
        all.ShouldBeLessThan(Room);
    }

    private StoreOperation[] Full() => [.. Enumerable.Range(0, 1000).Select(_ => Make.Publish(Make.Event(subject: $"{Make.Id()}")))];
}
