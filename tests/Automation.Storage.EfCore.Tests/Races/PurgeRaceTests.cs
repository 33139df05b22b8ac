using Automation.Storage.Conformance;

namespace Automation.Storage.EfCore.Tests.Races;

/// <summary>Old events are deleted at the moment in which a run is created for one of them.</summary>
public sealed class PurgeRaceTests : RaceTests
{
    // The former run is deleted, and the transaction of the re-run is open still. Fault: its event is not locked, and the deletion does not see the run: it has lost its input.
    [Fact]
    public async Task Event_OfARunThatIsJustRunAgain_Stays()
    {
        var (store, node) = (await OpenAsync(1))[0];
        var @event = Make.Event(subject: null);
        await CommitAsync(store, node, Make.Publish(@event));
        var again = Make.Run(@event: @event.Id) with { RerunOf = Make.RunId() };
        await using var held = await StopBehindAsync(node, "insert", "run");

        var rerun = CommitAsync(store, node, Make.Start(again, owned: true));
        await WaitingAsync(1);
        var purged = await Store.PurgeAsync(new PurgeRequest { Scope = Scope, EventsBefore = Now.AddDays(1), Limit = 10 }, TestContext.Current.CancellationToken);
        await held.RollbackAsync();

        ((AcceptResult)(await rerun)[0]).Status.ShouldBe(AcceptStatus.Accepted);
        purged.Deleted.Events.ShouldBe(0);
        (await LoadAsync(again.Id)).Event.ShouldNotBeNull();
    }
}
