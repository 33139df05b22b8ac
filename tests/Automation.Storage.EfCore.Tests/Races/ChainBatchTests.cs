using Automation.Storage.Conformance;

namespace Automation.Storage.EfCore.Tests.Races;

/// <summary>How often a batch is sent whose operations belong to one chain.</summary>
public sealed class ChainBatchTests : RaceTests
{
    // Fault: the batch is held up to the least that any of its operations allows, and sent again for nothing until it is divided.
    [Fact]
    public async Task OperationsThatAllowDifferentNumbers_AreStoredAtOnce() =>
        (await SentAsync(3, 10)).ShouldBe(("Accepted Accepted Accepted Accepted", 1));

    // Fault: the second sending is refused again for what the first said already.
    [Fact]
    public async Task OperationsThatAllowTooFew_AreLeftOutOfTheSecondSending() =>
        (await SentAsync(2, 10)).ShouldBe(("Accepted Accepted ChainFull Accepted", 2));

    /// <summary>The answers to four operations of one run each, the first and the third of which allow so many, and how often they were sent: a sequence counts what was rolled back, too.</summary>
    private async Task<(string Answers, long Sendings)> SentAsync(int odd, int even)
    {
        var (store, node) = (await OpenAsync(1))[0];
        await RunAsync("""
            create sequence sendings;
            create function count_sendings() returns trigger language plpgsql as $body$ begin perform nextval('public.sendings'); return null; end $body$;
            create trigger count_sendings before insert on automation.root_run for each statement execute function public.count_sendings()
            """);
        var root = Make.EventId();

        var results = await CommitAsync(store, node, Link(root, odd), Link(root, even), Link(root, odd), Link(root, even));

        return (string.Join(' ', results.Select(result => ((AcceptResult)result).Status)), await AskAsync<long>("select last_value from sendings"));
    }

    private AcceptOperation Link(AutomationEventId root, int most)
    {
        var @event = Make.Event() with { Root = root, Depth = 1 };
        return new AcceptOperation { Scope = Scope, Event = @event, MaxRunsPerRoot = most, Runs = [new NewRun { Run = Make.Run(@event: @event.Id), Owned = false }] };
    }
}
