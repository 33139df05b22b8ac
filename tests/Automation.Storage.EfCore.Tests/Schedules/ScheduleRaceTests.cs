using System.Collections.Concurrent;
using Automation.Storage.Conformance;
using Automation.Storage.EfCore.Tests.Races;

namespace Automation.Storage.EfCore.Tests.Schedules;

/// <summary>Hosts that fire, edit, start and clean up at the same moment, each in an order of its own.</summary>
public sealed class ScheduleRaceTests : RaceTests
{
    private const int Schedules = 30;
    private static readonly int Rounds = Long ? 500 : 40;

    private readonly ConcurrentBag<(string Trigger, DateTimeOffset Due)> _accepted = [];
    private int _refused;

    // Faults: the statement that saves schedules takes them as they come, not in the order of keys (deadlocks); it waits for rows that another host holds while it accepts (the same, with limits).
    [Fact]
    public async Task FourHosts_NeverWaitInACircle_AndAcceptEachInstantOnce()
    {
        var doors = await OpenAsync(4);
        await SaveAsync(doors[0].Store, new Random(0), "spec");

        await AtOnceAsync([.. doors.Select((door, number) => (Func<Task>)(() => PlayAsync(door.Store, door.Node, new Random(number))))]);

        (await DeadlocksAsync()).ShouldBe(0);
        _accepted.ShouldBeUnique();
        _accepted.Count.ShouldBeGreaterThan(Schedules);
        _refused.ShouldBeGreaterThan(0);
        (await AskAsync<long>("select count(*) from automation.event")).ShouldBe(_accepted.Count);
        (await AskAsync<long>("select count(*) from automation.run")).ShouldBe(_accepted.Count);
    }

    // Fault: an acceptance waits for whoever holds a schedule, and the host's other work with it.
    [Fact]
    public async Task Accept_OfAScheduleThatAnotherSessionHolds_IsNotDue_AndTheRestIsStored()
    {
        var (store, node) = (await OpenAsync(1))[0];
        await SaveAsync(store, new Random(0), "spec");
        await using var holder = await HoldAsync("select 1 from automation.schedule where trigger_id = @key for update", "t-07");

        var results = await CommitAsync(store, node, Occurrence("t-07", Now.AddYears(-1)), Occurrence("t-08", Now.AddYears(-1)));

        results.Cast<AcceptResult>().Select(result => result.Status).ShouldBe([AcceptStatus.NotDue, AcceptStatus.Accepted]);
    }

    private async Task PlayAsync(PostgresStore store, NodeLease node, Random random)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var due = (await store.ListDueSchedulesAsync(new DueScheduleRequest { Now = Now, SharedRules = ["rule-1"], Limit = Schedules }, TestContext.Current.CancellationToken)).Schedules;
            var operations = due.OrderBy(_ => random.Next()).Take(random.Next(1, 12)).Select(schedule => Occurrence(schedule.Trigger, schedule.NextDue!.Value)).ToArray();
            foreach (var (operation, result) in operations.Zip(await CommitAsync(store, node, operations)))
            {
                Note(operation, (AcceptResult)result);
            }

            switch (random.Next(4))
            {
                case 0:
                    await SaveAsync(store, random, $"spec {random.Next(3)}");
                    break;
                case 1:
                    await store.RemoveAbandonedSchedulesAsync(TimeSpan.FromDays(7000), Now, TestContext.Current.CancellationToken);
                    break;
                case 2:
                    var name = $"stored-{random.Next(3)}";
                    await store.SaveRuleAsync(
                        Make.Rule(name, $"{random.Next(1000)}"),
                        [.. Enumerable.Range(0, 5).OrderBy(_ => random.Next()).Select(number => Schedule($"t-{number}", $"spec {random.Next(3)}") with { Rule = name, NextDue = Now.AddDays(1) })],
                        TestContext.Current.CancellationToken);
                    break;
            }
        }
    }

    private void Note(AcceptOperation operation, AcceptResult result)
    {
        if (result.Status == AcceptStatus.Accepted)
        {
            _accepted.Add((operation.Advance!.Trigger, operation.Advance.Seen));
        }
        else
        {
            result.Status.ShouldBe(AcceptStatus.NotDue);
            Interlocked.Increment(ref _refused);
        }
    }

    /// <summary>As a host does that starts, with the schedules in any order.</summary>
    private Task SaveAsync(PostgresStore store, Random random, string spec) => store.SaveSharedSchedulesAsync(
        [.. Enumerable.Range(0, Schedules).OrderBy(_ => random.Next()).Select(number => Schedule($"t-{number:d2}", spec))], null, Now, TestContext.Current.CancellationToken);

    // Due for hours, so that each is accepted again and again.
    private ScheduleRecord Schedule(string trigger, string spec) =>
        new() { Scope = Scope, Rule = "rule-1", Trigger = trigger, Shared = true, Spec = spec, NextDue = Now.AddYears(-1) };

    private AcceptOperation Occurrence(string trigger, DateTimeOffset due)
    {
        var @event = Make.Event(type: "automation.occurrence", subject: null);
        return new AcceptOperation
        {
            Scope = Scope,
            Event = @event,
            Dedupe = Make.Key($"{due:O}", source: $"schedule:rule-1:{trigger}"),
            Runs = [new NewRun { Run = Make.Run(@event: @event.Id), Owned = true, Limits = new RunLimits(3, 5) }],
            Advance = new ScheduleAdvance { Rule = "rule-1", Trigger = trigger, Seen = due, Next = due.AddHours(1), Spec = "spec" },
        };
    }
}
