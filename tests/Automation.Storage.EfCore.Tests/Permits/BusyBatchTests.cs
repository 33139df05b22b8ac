using Automation.Storage.Conformance;
using Automation.Storage.EfCore.Tests.Races;

namespace Automation.Storage.EfCore.Tests.Permits;

/// <summary>Many events at once for one rule that takes so many and no more.</summary>
public sealed class BusyBatchTests : RaceTests
{
    // Fault: each acceptance has statements of its own, since it is asked before the one before it is there.
    [Theory]
    [InlineData(null)]
    [InlineData("asset-1")]
    public async Task AcceptancesOfOneRule_AreStoredByOneStatement(string? overlap)
    {
        var (store, node) = (await OpenAsync(1))[0];
        await RunAsync("""
            create sequence inserts;
            create function count_inserts() returns trigger language plpgsql as $body$ begin perform nextval('public.inserts'); return null; end $body$;
            create trigger count_inserts after insert on automation.run for each statement execute function public.count_inserts()
            """);
        var limits = new RunLimits(1, null) { MaxQueued = 1000, Overlap = overlap };

        var results = await CommitAsync(
            store, node, [.. Enumerable.Range(0, 200).Select(_ => new AcceptOperation { Scope = Scope, Runs = [new NewRun { Run = Make.Run(), Owned = true, Limits = limits }] })]);

        results.ShouldAllBe(result => ((AcceptResult)result).Status == AcceptStatus.Accepted);
        (await AskAsync<long>("select last_value from inserts")).ShouldBe(1);
    }
}
