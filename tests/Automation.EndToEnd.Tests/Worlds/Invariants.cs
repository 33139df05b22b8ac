using Automation.Storage;

namespace Automation.EndToEnd.Worlds;

/// <summary>What must hold at the end of every story, whatever went wrong.</summary>
internal static class Invariants
{
    /// <param name="world">The world, at rest.</param>
    /// <param name="faults">How many faults could have made a call happen again.</param>
    /// <param name="atMostOnce">The names of works that may be called once only.</param>
    public static async Task CheckAsync(World world, int faults, params string[] atMostOnce)
    {
        world.Witness.Complaints.ShouldBeEmpty();
        (await world.DiagnoseAsync()).ShouldBeEmpty();
        foreach (var id in world.Accepted)
        {
            (await world.FindEventAsync(id)).ShouldNotBeNull($"I1: event {id} was accepted and is gone.");
        }

        var runs = await world.RunsAsync();
        runs.GroupBy(run => (run.Run.EventId, run.Run.Rule)).Where(group => group.Key.EventId is not null && group.Count() > 1)
            .ShouldBeEmpty("At most one run per event and rule.");
        foreach (var run in runs)
        {
            CheckLedger(run);
            CheckEffects(run, world.Outside.Calls, faults, atMostOnce);
        }
    }

    private static void CheckLedger(StoredRun run)
    {
        run.Entries.GroupBy(entry => (entry.Path, entry.Kind, entry.Try)).Where(rows => rows.Count() > 1).ShouldBeEmpty("I4: ledger keys are unique.");
        run.Entries.Select(entry => entry.Sequence).ShouldBe(run.Entries.Select(entry => entry.Sequence).Order());
        if (run.Live is null)
        {
            run.Signals.ShouldBeEmpty("An ended run keeps no signal.");
            run.Entries.Count(entry => entry.RunStatus is not null).ShouldBe(1, "P7: one end.");
            run.Entries[^1].RunStatus.ShouldNotBeNull("P7: nothing after the end.");
        }
    }

    private static void CheckEffects(StoredRun run, IReadOnlyList<Call> calls, int faults, string[] atMostOnce)
    {
        var ofRun = calls.Where(call => call.Key.StartsWith($"{run.Run.Id}/", StringComparison.Ordinal)).ToLookup(call => call.Key);
        foreach (var ofKey in ofRun)
        {
            ofKey.Select(call => call.Input).Distinct().Count().ShouldBe(1, $"Every call of {ofKey.Key} has the same bytes.");
            var path = ofKey.Key[(ofKey.Key.IndexOf('/') + 1)..];
            var recorded = run.Entries.Count(entry => entry.Path.Value == path && entry.Kind is EntryKind.FailedTry or EntryKind.Outcome);
            ofKey.Count().ShouldBeLessThanOrEqualTo(Math.Max(1, recorded) + faults, $"I3: calls of {ofKey.Key}.");
            if (atMostOnce.Contains(ofKey.First().Step))
            {
                ofKey.Count().ShouldBe(1, $"{ofKey.Key} runs at most once.");
            }
        }

        foreach (var outcome in run.Entries.Where(entry => entry is { Kind: EntryKind.Outcome, Status: StepStatus.Succeeded, StartedAt: not null }))
        {
            ofRun[$"{run.Run.Id}/{outcome.Path}"].ShouldNotBeEmpty($"I3: {outcome.Path} succeeded without a call.");
        }
    }
}
