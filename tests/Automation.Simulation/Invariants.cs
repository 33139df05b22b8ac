using System.Text.Json;
using Automation.EndToEnd.Worlds;
using Automation.Storage;

namespace Automation.Simulation;

/// <summary>What must hold when everything has ended, whatever went wrong.</summary>
internal sealed class Invariants(World world, IReadOnlyList<Call> calls)
{
    /// <exception cref="InvalidOperationException">Something does not hold; all of it is in the message.</exception>
    public async Task CheckAsync()
    {
        var broken = new List<string>(world.Witness.Complaints);
        await using var reader = new InMemoryStore(world.Database);
        await reader.OpenAsync(CancellationToken.None);
        broken.AddRange((await reader.DiagnoseAsync(world.Scheduler.Now, null, CancellationToken.None)).Select(line => $"Diagnosis: {line}"));
        foreach (var ((scope, key), id) in world.Customers.Answers)
        {
            if (await reader.FindEventAsync(scope, id, CancellationToken.None) is null)
            {
                broken.Add($"I1: event {id} of '{key}' was accepted and is not in its scope.");
            }
        }

        var runs = world.Database.Runs.All.ToArray();
        broken.AddRange(runs.GroupBy(run => (run.Record.EventId, run.Record.Rule)).Where(group => group.Count() > 1).Select(group => $"I2: two runs of {group.Key}."));
        broken.AddRange(runs.Where(run => Orders.Rules.Contains(run.Record.Rule) || run.Record.Rule is Arrivals.Mailbox or Arrivals.Webhook).GroupBy(run => (run.Record.Scope, run.Record.Rule, run.Record.Subject)).Where(group => group.Count() > 1).Select(group => $"I2: two events made runs of {group.Key}."));
        broken.AddRange(runs.SelectMany(OfLedger));
        broken.AddRange(OfSchedules(runs));
        broken.AddRange(OfMail(runs));
        broken.AddRange(OfDebounces(runs, [.. Customers.Scopes.SelectMany(scope => world.Database.Events.Newest(scope, null))]));
        var byRun = calls.ToLookup(call => call.Key[..call.Key.IndexOf('/')]);
        broken.AddRange(runs.SelectMany(run => OfCalls(run, byRun[$"{run.Record.Id}"])));
        if (broken.Count > 0)
        {
            throw new InvalidOperationException(string.Join("\n", broken));
        }
    }

    /// <summary>I6: each occurrence once, in their order, and of a schedule that nobody stops every one, with its run.</summary>
    private IEnumerable<string> OfSchedules(IReadOnlyList<RunRow> runs)
    {
        foreach (var ofRule in world.Guards.Occurrences.GroupBy(one => (one.Scope, one.Rule), one => one.Due))
        {
            var dues = ofRule.ToArray();
            if (!dues.SequenceEqual(dues.Distinct().Order()))
            {
                yield return $"I6: of {ofRule.Key} these occurrences were accepted: {string.Join(", ", dues.Select(due => $"{due:T}"))}.";
            }
        }

        foreach (var scope in Customers.Scopes)
        {
            var ticks = world.Guards.Occurrences.Where(one => one.Scope == scope && one.Rule == Guarded.Tick).Select(one => one.Due).ToArray();
            var made = runs.Count(run => run.Record.Scope == scope && run.Record.Rule == Guarded.Tick);
            if (ticks.Length < 25 || made != ticks.Length || ticks[^1] - ticks[0] != (ticks.Length - 1) * Guarded.TickInterval)
            {
                yield return $"I6: {ticks.Length} minutes of scope '{scope}' were accepted, and {made} have runs: {string.Join(", ", ticks.Select(due => $"{due:T}"))}.";
            }
        }
    }

    /// <summary>Every letter has its run, be it found or delivered.</summary>
    private IEnumerable<string> OfMail(IReadOnlyList<RunRow> runs)
    {
        foreach (var scope in Customers.Scopes)
        {
            var read = runs.Count(run => run.Record.Scope == scope && run.Record.Rule == Arrivals.Mailbox);
            if (read != world.Mail.Count(scope))
            {
                yield return $"C: {world.Mail.Count(scope)} letters came in scope '{scope}', and {read} have runs.";
            }

            var (answered, delivered) = (world.Customers.Answers.Count(answer => answer.Key.Scope == scope && answer.Key.Key.StartsWith("delivery ", StringComparison.Ordinal)),
                runs.Count(run => run.Record.Scope == scope && run.Record.Rule == Arrivals.Webhook));
            if (answered != delivered)
            {
                yield return $"W: {answered} deliveries were answered in scope '{scope}', and {delivered} have runs.";
            }
        }
    }

    /// <summary>P12: the events that wait together are followed by one that says so, with the run that they named, or why not.</summary>
    private static IEnumerable<string> OfDebounces(IReadOnlyList<RunRow> runs, IReadOnlyList<EventRecord> events)
    {
        var ends = events.Where(@event => @event.Type == "automation.debounced").ToDictionary(@event => new RunId(@event.Id.Value));
        var series = events.SelectMany(@event => @event.Verdicts.Where(verdict => verdict.Reason == VerdictReason.Debounced).Select(verdict => (verdict.RunId, @event.Id))).ToLookup(one => one.RunId!.Value, one => one.Id);
        if (series.Any(one => !ends.ContainsKey(one.Key)) || series.Count != ends.Count)
        {
            yield return $"P12: {series.Count} series of events have {ends.Count} ends.";
        }

        foreach (var (id, end) in ends)
        {
            var period = JsonElement.Parse(end.Payload.Span);
            var verdict = end.Verdicts.Single();
            var run = runs.SingleOrDefault(run => run.Record.Id == id);
            if (period.GetProperty("events").GetInt32() != series[id].Count() || verdict.Reason == VerdictReason.Ran != run is not null
                || series[id].All(one => one.Value != period.GetProperty("lastEventId").GetGuid()))
            {
                yield return $"P12: the series of run {id} had {series[id].Count()} events, and ended with {verdict.Reason} and {period}.";
            }
        }
    }

    private static IEnumerable<string> OfLedger(RunRow run)
    {
        if (run.Entries.GroupBy(entry => (entry.Path, entry.Kind, entry.Try)).Any(rows => rows.Count() > 1))
        {
            yield return $"I4: a key of the ledger of run {run.Record.Id} is there twice.";
        }

        var entries = run.Entries.OrderBy(entry => entry.Sequence).ToArray();
        if (entries.Count(entry => entry.RunStatus is not null) != 1 || entries[^1].RunStatus is null || !run.Signals.IsEmpty)
        {
            yield return $"P7: run {run.Record.Id} does not have one end, with nothing after it.";
        }
    }

    private static IEnumerable<string> OfCalls(RunRow run, IEnumerable<Call> calls)
    {
        foreach (var ofKey in calls.GroupBy(call => call.Key))
        {
            if (ofKey.Select(call => call.Input).Distinct().Count() > 1)
            {
                yield return $"I3: calls of {ofKey.Key} had different bytes.";
            }

            if (ofKey.GroupBy(call => (call.Attempt, call.ClaimNumber)).Any(group => group.Count() > 1))
            {
                yield return $"I3: a try of {ofKey.Key} was called twice under one claim.";
            }

            if (ofKey.First().Step == "once" && ofKey.Count() > 1)
            {
                yield return $"I3: {ofKey.Key} was called {ofKey.Count()} times, and may be called once.";
            }
        }

        var called = calls.Select(call => call.Key).ToHashSet();
        foreach (var outcome in run.Entries.Where(entry => entry is { Kind: EntryKind.Outcome, Status: StepStatus.Succeeded, StartedAt: not null }))
        {
            if (!called.Contains($"{run.Record.Id}/{outcome.Path}"))
            {
                yield return $"I3: step {run.Record.Id}/{outcome.Path} succeeded without a call.";
            }
        }
    }
}
