namespace Automation.Storage;

public sealed partial class InMemoryStore
{
    /// <inheritdoc/>
    public Task<DateTimeOffset?> ReadClockAsync(CancellationToken cancellationToken) => Transact(_ => (DateTimeOffset?)null, cancellationToken);

    /// <inheritdoc/>
    public async Task ListenAsync(Action heard, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(heard);
        ThrowIfClosed();
        using var listening = database.Listen(this, heard);
        heard();
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = cancellationToken.Register(stopped.SetResult).ConfigureAwait(false);
        await stopped.Task.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<NodeLease?> JoinAsync(DateTimeOffset now, TimeSpan lease, CancellationToken cancellationToken)
    {
        if (lease != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lease, TimeSpan.Zero);
        }

        return Transact(
            data =>
            {
                data.Runs.Now = now;
                data.Nodes.Close(this);
                var node = data.Nodes.Join(this, now, lease);
                Judge(data, other => other.IsClosed);
                return (NodeLease?)node;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> RenewAsync(NodeLease node, DateTimeOffset now, CancellationToken cancellationToken) =>
        Transact(data => data.Nodes.Find(node)?.Renew(now) is not null, cancellationToken);

    /// <inheritdoc/>
    public Task<int> TakeOverAsync(NodeLease node, DateTimeOffset now, CancellationToken cancellationToken) => Transact(
        data =>
        {
            data.Nodes.ThrowIfFenced(node, now);
            data.Runs.Now = now;
            var mayJudge = data.Nodes.Find(node)!.HeldForItsDuration(now);
            return Judge(data, other => other.IsClosed || (mayJudge && other.HasExpired(now)));
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task LeaveAsync(NodeLease node, DateTimeOffset now, CancellationToken cancellationToken) => Transact(
        data =>
        {
            if (data.Nodes.Find(node) is not { } leaving)
            {
                return false;
            }

            data.Runs.Now = now;
            foreach (var run in OwnedBy(data, node.NodeId))
            {
                var live = run.Live!;
                data.Runs.SetLive(run, live with { State = Rescue.Uncharged(live.Rescues), Owner = null }, data.Undo);
            }

            // Also without a run: its polls are ready for others, too.
            data.Nodes.Remove(leaving);
            data.TellOthers();
            return true;
        },
        cancellationToken);

    /// <summary>Takes the runs of the nodes that are dead away from them; each is charged.</summary>
    private static int Judge(InMemoryDatabase data, Func<NodeRow, bool> isDead)
    {
        var released = 0;
        foreach (var dead in data.Nodes.All.Where(isDead).ToArray())
        {
            foreach (var run in OwnedBy(data, dead.Lease.NodeId))
            {
                var rescues = run.Live!.Rescues + 1;
                var state = Rescue.Charged(rescues);
                var live = run.Live with
                {
                    State = state,
                    Owner = null,
                    Rescues = rescues,
                    Reason = state == LiveState.Quarantined ? Rescue.QuarantineReason : null,
                    HoldsPermit = run.Live.HoldsPermit && state != LiveState.Quarantined,
                };
                data.Runs.SetLive(run, live, data.Undo);
                Permits.Grant(data, run.Record.Scope);
                released++;
            }

            // Without its row its epoch is not the current one.
            data.Nodes.Remove(dead);
        }

        return released;
    }

    private static RunRow[] OwnedBy(InMemoryDatabase data, long node) => [.. data.Runs.OwnedBy(node).Select(id => data.Runs.Find(id)!)];
}
