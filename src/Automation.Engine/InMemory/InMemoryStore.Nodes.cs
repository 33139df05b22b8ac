namespace Automation.Storage;

public sealed partial class InMemoryStore
{
    /// <inheritdoc/>
    public Task<NodeLease?> JoinAsync(DateTimeOffset now, CancellationToken cancellationToken) => Transact(
        data =>
        {
            if (data.Nodes.Holder is { } holder && holder != this)
            {
                return null;
            }

            var node = data.Nodes.Join(this);
            Release(data, node);
            return (NodeLease?)node;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<bool> RenewAsync(NodeLease node, DateTimeOffset now, CancellationToken cancellationToken) =>
        Transact(data => data.Nodes.IsCurrent(node), cancellationToken);

    /// <inheritdoc/>
    public Task<int> TakeOverAsync(NodeLease node, DateTimeOffset now, CancellationToken cancellationToken) => Transact(
        data =>
        {
            data.Nodes.ThrowIfFenced(node);
            return Release(data, node);
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task LeaveAsync(NodeLease node, DateTimeOffset now, CancellationToken cancellationToken) => Transact(
        data =>
        {
            if (!data.Nodes.IsCurrent(node))
            {
                return false;
            }

            foreach (var id in data.Runs.OwnedBy(node.NodeId).ToArray())
            {
                var run = data.Runs.Find(id)!;
                var live = run.Live!;
                data.Runs.SetLive(run, live with { State = Rescue.Uncharged(live.Rescues), Owner = null }, data.Undo);
            }

            data.Nodes.Leave();
            return true;
        },
        cancellationToken);

    /// <summary>Takes the runs of all other nodes away from them; each is charged.</summary>
    private static int Release(InMemoryDatabase data, NodeLease node)
    {
        var released = 0;
        foreach (var owner in data.Runs.Owners.Where(owner => owner != node.NodeId).ToArray())
        {
            foreach (var id in data.Runs.OwnedBy(owner).ToArray())
            {
                var run = data.Runs.Find(id)!;
                var rescues = run.Live!.Rescues + 1;
                var state = Rescue.Charged(rescues);
                var live = run.Live with
                {
                    State = state,
                    Owner = null,
                    Rescues = rescues,
                    Reason = state == LiveState.Quarantined ? Rescue.QuarantineReason : null,
                };
                data.Runs.SetLive(run, live, data.Undo);
                released++;
            }
        }

        return released;
    }
}
