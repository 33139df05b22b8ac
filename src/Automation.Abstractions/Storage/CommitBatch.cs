namespace Automation.Storage;

/// <summary>What one transaction shall store.</summary>
public sealed class CommitBatch
{
    /// <summary>The node that writes; null for a process that only publishes, whose batch holds no <see cref="RecordOperation"/> and creates no owned runs.</summary>
    public NodeLease? Node { get; init; }

    /// <summary>The writer's clock, UTC.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The operations, applied in this order.</summary>
    public required IReadOnlyList<StoreOperation> Operations { get; init; }

    /// <summary>Refuses a batch that contradicts itself: every store calls this first, so that all refuse the same.</summary>
    /// <exception cref="ArgumentException">The batch can never be stored; the message says what is wrong.</exception>
    public void ThrowIfInvalid() => CommitBatchRules.ThrowIfInvalid(this);
}
