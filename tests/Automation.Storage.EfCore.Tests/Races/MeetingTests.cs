using Automation.Storage.Conformance;

namespace Automation.Storage.EfCore.Tests.Races;

/// <summary>An event arrives at the moment in which its run begins to wait or lies down: it reaches the run, and the run does not sleep over it.</summary>
/// <remarks>
/// Some hundred meetings of each kind; <c>AUTOMATION_LONG=1</c> holds 10,000. Events arrive in batches that deliver at once, and in batches that ask first. Faults of the latter:
/// they ask before they have the topic's lock; one that is refused is not sent again.
/// </remarks>
public sealed class MeetingTests : RaceTests
{
    private static readonly int Meetings = Long ? 10_000 : 300;

    public static TheoryData<string, bool> Kinds => new()
    {
        { "wait and park", false }, { "park", false }, { "wait", false }, { "signal", false },
        { "wait and park", true }, { "park", true }, { "wait", true },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Arrival_AtTheSameMomentFromAnotherNode_ReachesTheRun(string kind, bool asks)
    {
        var doors = await OpenAsync(2, configure: asks ? AskEachTime : null);
        var runs = await WaitersAsync(doors[0], waits: kind == "park");
        using var barrier = new Barrier(2);
        var rested = 0;

        await AtOnceAsync(
            () => EachAsync(number => number % 40 * 5, async (run, number) =>
            {
                var result = (RecordResult)(await CommitAsync(doors[0].Store, doors[0].Node, LieDown(kind, run, number)))[0];
                rested += result.Transitioned && kind != "wait" ? 1 : 0;
            }),
            () => EachAsync(
                number => (39 - (number % 40)) * 5,
                (run, number) => CommitAsync(doors[1].Store, doors[1].Node, kind == "signal" ? Make.Signal(run) : Make.Publish(Make.Event(type: "asset.paid", subject: Subject(number))))));

        (await DiagnoseAsync()).ShouldBeEmpty();
        (await AskAsync<long>("select count(*) from automation.signal")).ShouldBe(Meetings);
        (await AskAsync<long>("select count(distinct run_id) from automation.live where signals = 1")).ShouldBe(Meetings);
        (await AskAsync<long>($"select count(*) from automation.live where state = {(int)LiveState.Ready}")).ShouldBe(rested);
        if (kind != "wait")
        {
            rested.ShouldBeInRange(1, Meetings - 1, "Both orders have to occur.");
        }

        (await DeadlocksAsync()).ShouldBe(0);

        async Task EachAsync(Func<int, int> moment, Func<RunId, int, Task> act)
        {
            try
            {
                for (var number = 0; number < runs.Length; number++)
                {
                    Meet(barrier, moment(number));
                    await act(runs[number], number);
                }
            }
            finally
            {
                // Whoever fails leaves: the other one does not wait for it.
                barrier.RemoveParticipant();
            }
        }
    }

    private async Task<RunId[]> WaitersAsync((PostgresStore Store, NodeLease Node) door, bool waits)
    {
        var runs = Enumerable.Range(0, Meetings).Select(_ => Make.Run()).ToArray();
        await CommitAsync(door.Store, door.Node, [.. runs.Select(run => Make.Start(run, owned: true))]);
        if (waits)
        {
            await CommitAsync(door.Store, door.Node, [.. runs.Select((run, number) => Begin(run.Id, number, RunTransition.Continue.Instance))]);
        }

        return [.. runs.Select(run => run.Id)];
    }

    private RecordOperation LieDown(string kind, RunId run, int number) => kind switch
    {
        "wait and park" => Begin(run, number, new RunTransition.Park(null)),
        "wait" => Begin(run, number, RunTransition.Continue.Instance),
        "park" => Make.Record(run, 1, new RunTransition.Park(null)),
        _ => Make.Record(run, 1, new RunTransition.Park(Now.AddDays(1))),
    };

    private RecordOperation Begin(RunId run, int number, RunTransition transition) =>
        new() { RunId = run, ClaimNumber = 1, Waits = [Make.Wait("w", subject: Subject(number))], Transition = transition };

    private static string Subject(int number) => $"asset-{number}";

    /// <summary>Both start together, but for a moment that differs from meeting to meeting.</summary>
    private static void Meet(Barrier barrier, int moment)
    {
        barrier.SignalAndWait();
        Thread.SpinWait(moment * 50);
    }
}
