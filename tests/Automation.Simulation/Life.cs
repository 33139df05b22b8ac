using Automation.Storage;

namespace Automation.Simulation;

/// <summary>One process, from its start to its death.</summary>
internal sealed class Life
{
    public bool IsDead { get; private set; }

    /// <summary>The node as which it joined; 0 before.</summary>
    public long NodeId { get; set; }

    public void End() => IsDead = true;

    public void ThrowIfDead()
    {
        if (IsDead)
        {
            // What a dead process does is nothing; this ends its remains fast.
            throw new NodeFencedException(NodeId);
        }
    }
}
