using Automation.Storage.EfCore.Tests.Races;

namespace Automation.Storage.EfCore.Tests.Deploys;

/// <summary>What hosts of a former version leave in columns that they do not know.</summary>
public sealed class FormerHostTests : RaceTests
{
    // Faults: the need of a run that is not parked is shown; a claim leaves it.
    [Fact]
    public async Task Need_OfARunThatAFormerHostWoke_IsNone_AndGoesWithTheNextClaim()
    {
        var (store, node) = (await OpenAsync(1))[0];
        var run = Make.Run();
        await CommitAsync(store, node, Make.Start(run, owned: false));
        await RunAsync("update automation.live set need = 'action:remind'");

        (await store.LoadRunAsync(run.Id, TestContext.Current.CancellationToken))!.Live!.Need.ShouldBeNull();
        (await store.NextDueAsync(Now, [], TestContext.Current.CancellationToken)).Needs.ShouldBeEmpty();
        await store.ClaimAsync(new ClaimRequest { Node = node, Now = Now, Limit = 1, ProbationLimit = 1, Alone = true }, TestContext.Current.CancellationToken);

        (await AskAsync<long>("select count(*) from automation.live where need is not null")).ShouldBe(0);
    }
}
