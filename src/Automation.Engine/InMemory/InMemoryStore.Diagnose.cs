using Automation.Json;

namespace Automation.Storage;

public sealed partial class InMemoryStore
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> DiagnoseAsync(DateTimeOffset now, NodeLease? roomy, CancellationToken cancellationToken) =>
        Transact<IReadOnlyList<string>>(
            data =>
            {
                var idle = data.Nodes.FindStanding(now, node => data.Runs.OwnedBy(node).Count == 0);
                var free = idle ?? data.Nodes.FindStanding(now, node => node == roomy?.NodeId);
                return [.. data.Runs.All.Select(run => Diagnose(data, run, now, idle, free)).OfType<string>().Concat(data.Budgets.Imbalances(data.Runs.All)).Order(StringComparer.Ordinal)];
            },
            cancellationToken);

    /// <param name="data">What is stored.</param>
    /// <param name="run">The run.</param>
    /// <param name="now">The caller's clock.</param>
    /// <param name="idle">A node that owns nothing; null when there is none.</param>
    /// <param name="free">A node that could take another run; null when there is none.</param>
    private static string? Diagnose(InMemoryDatabase data, RunRow run, DateTimeOffset now, long? idle, long? free)
    {
        var wakes = run.Signals.Any(signal => signal.Key.Kind is SignalKind.Cancel or SignalKind.Release);
        return run.Live switch
        {
            { State: LiveState.Owned } live when !data.Nodes.IsAlive(live.Owner, now) =>
                $"Run '{run.Record.Id}' is owned by node {live.Owner}, which is gone or whose lease has expired.",
            { State: LiveState.Timer or LiveState.Idle } live when !run.Signals.IsEmpty =>
                $"Run '{run.Record.Id}' rests in state {live.State} with {run.Signals.Length} unconsumed signals.",
            { State: LiveState.Idle } when run.Waits.Count == 0 && !IsDeferred(run) =>
                $"Run '{run.Record.Id}' is idle, but has no wait and no deferred step: no signal can come.",
            { State: LiveState.Blocked } when data.Runs.Permits.HasRoom(run) =>
                $"Run '{run.Record.Id}' waits for a permit although there is one.",
            { State: LiveState.Queued } when data.Runs.Overlaps.HolderOf(run) is null =>
                $"Run '{run.Record.Id}' waits for a run about the same to end although there is none.",
            { State: LiveState.Parked or LiveState.Quarantined } live when wakes =>
                $"Run '{run.Record.Id}' is in state {live.State} with an unconsumed cancel or release.",
            { State: LiveState.Parked, Need: { } need } when !need.StartsWith(RunTransition.Hold.OfTimeOrPeople, StringComparison.Ordinal) && run.Since <= now - Overdue.Needed =>
                $"Run '{run.Record.Id}' waits since {Instant.Text(run.Since)} for a host that has '{need}'.",
            { State: var state and (LiveState.Ready or LiveState.Probation) } when (state == LiveState.Ready ? free : idle) is { } node && run.Since <= now - Overdue.Ready =>
                $"Run '{run.Record.Id}' is ready since {Instant.Text(run.Since)}, and node {node}, which has room, does not take it.",
            { State: LiveState.Timer } live when free is not null && live.DueAt <= now - Overdue.Ready =>
                $"Run '{run.Record.Id}' is due since {Instant.Text(live.DueAt)}, and node {free}, which has room, does not take it.",
            _ => null,
        };
    }

    /// <summary>Whether a job elsewhere may still complete a step of the run.</summary>
    private static bool IsDeferred(RunRow run) => run.Entries.Any(
        entry => entry.Kind == EntryKind.Deferred && !run.EntryKeys.Contains((entry.Path.Value, EntryKind.Outcome, 0)));
}
