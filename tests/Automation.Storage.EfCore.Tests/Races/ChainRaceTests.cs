using Automation.Storage.Conformance;

namespace Automation.Storage.EfCore.Tests.Races;

/// <summary>Several hosts accept events of one chain at the same moment; what counts is what is committed.</summary>
public sealed class ChainRaceTests : RaceTests
{
    private const int Most = 10;

    [Fact]
    public async Task Runs_OfManyHostsAtOnce_AreAsManyAsTheChainMayStart() => (await CountAsync(null)).ShouldBe((Most, Most));

    [Theory]
    [InlineData("set runs = r.runs + (select max", "set runs = (select max")]
    [InlineData("then 13 else", "then 1 else")]
    [InlineData("where k.source is null", "where true")]
    public async Task WithoutTheCondition_TheyAreMore_OrFewer(string condition, string with) =>
        (await CountAsync(Mutant.Of(nameof(CommitSql.CountChains), condition, with))).ShouldNotBe((Most, Most));

    /// <summary>The runs that are stored, and the number that is counted.</summary>
    private async Task<(long Runs, long Counted)> CountAsync(WorkSql? work)
    {
        var doors = await OpenAsync(4, work: work);
        var root = Make.EventId();
        try
        {
            await AtOnceAsync([.. doors.Select((door, seed) => (Func<Task>)(async () =>
            {
                for (var round = 0; round < 8; round++)
                {
                    await CommitAsync(door.Store, door.Node, Link(root, seed), Link(root, seed).With(Make.Key($"{round / 2}-{seed}")), Link(root, seed).With(Make.Key($"{round / 2}-{seed}")));
                }
            }))]);
        }
        catch (StoreUnavailableException)
        {
            return default;
        }

        return (await AskAsync<long>("select count(*) from automation.run"), await AskAsync<long>("select coalesce(sum(runs), 0)::bigint from automation.root_run"));
    }

    private AcceptOperation Link(AutomationEventId root, int seed)
    {
        var @event = Make.Event(scope: $"project-{seed}") with { Root = root, Depth = 1 };
        return new AcceptOperation
        {
            Scope = @event.Scope,
            Event = @event,
            MaxRunsPerRoot = Most,
            Runs = [new NewRun { Run = Make.Run(@event.Scope, @event: @event.Id), Owned = false }],
        };
    }
}
