using Automation.Storage;

namespace Automation.EndToEnd.Worlds;

/// <summary>One process, from its start to its death.</summary>
internal sealed class Life
{
    private readonly TaskCompletionSource _death = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsDead => _death.Task.IsCompleted;

    /// <summary>The node as which it joined; 0 before.</summary>
    public long NodeId { get; set; }

    public Task Death => _death.Task;

    public void End() => _death.TrySetResult();

    public void ThrowIfDead()
    {
        if (IsDead)
        {
            // What a dead process does is nothing; this ends its remains fast.
            throw new NodeFencedException(NodeId);
        }
    }
}
