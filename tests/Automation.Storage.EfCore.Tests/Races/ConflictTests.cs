using Automation.Storage.Conformance;

namespace Automation.Storage.EfCore.Tests.Races;

/// <summary>Commits that the server rolls back because of another transaction: a deadlock with a host's own work, or a <c>lock_timeout</c> of the role.</summary>
public sealed class ConflictTests : RaceTests
{
    // Faults: a commit that was rolled back is not sent again; only deadlocks are.
    [Theory]
    [InlineData("40P01")]
    [InlineData("55P03")]
    [InlineData("40001")]
    public async Task Commit_ThatIsRolledBackTwice_IsStoredByItsThirdTry(string fault)
    {
        await FailAsync(fault, times: 2);
        var store = await Fixture.OpenAsync(change: null, configure: options => options.Tries = 3);

        var result = (await CommitAsync(store, null, Make.Publish(Make.Event()))).ShouldHaveSingleItem().ShouldBeOfType<AcceptResult>();

        result.Status.ShouldBe(AcceptStatus.Accepted);
        (await AskAsync<long>("select count(*) from automation.event")).ShouldBe(1);
    }

    // Fault: no end of tries.
    [Fact]
    public async Task Commit_ThatIsRolledBackAgainAndAgain_IsNotStored()
    {
        await FailAsync("40P01", times: 1000);
        var store = await Fixture.OpenAsync(change: null, configure: options => options.Tries = 3);

        await Should.ThrowAsync<StoreUnavailableException>(() => CommitAsync(store, null, Make.Publish(Make.Event())));

        (await AskAsync<long>("select last_value from tries")).ShouldBe(3);
    }

    // Fault: what the database refuses for another reason is sent again, too.
    [Fact]
    public async Task Commit_ThatTheDatabaseRefuses_IsSentOnce()
    {
        await FailAsync("23514", times: 1000);
        var store = await Fixture.OpenAsync(change: null, configure: options => options.Tries = 3);

        await Should.ThrowAsync<InvalidOperationException>(() => CommitAsync(store, null, Make.Publish(Make.Event())));

        (await AskAsync<long>("select last_value from tries")).ShouldBe(1);
    }

    /// <summary>So many commits that store an event fail. A sequence counts them, since it keeps what it gave when the transaction is rolled back.</summary>
    private Task FailAsync(string fault, int times) => RunAsync($"""
        create sequence tries;
        create function fail() returns trigger language plpgsql as $body$ begin
          if nextval('public.tries') <= {times} then raise exception 'in the way' using errcode = '{fault}'; end if; return null; end $body$;
        create trigger fail after insert on automation.event for each row execute function fail()
        """);
}
