namespace Automation.Storage;

/// <summary>The answer to a <see cref="RecordOperation"/>.</summary>
public sealed class RecordResult : OperationResult
{
    /// <summary>False: the node no longer owns the run with this claim number; nothing of the operation was stored.</summary>
    public required bool Applied { get; init; }

    /// <summary>Whether the transition was applied; false when signals stood against it. Then the node still owns the run.</summary>
    public required bool Transitioned { get; init; }

    /// <summary>Whether another run got a permit and became ready: a claim will find it.</summary>
    public bool MadeReady { get; init; }

    /// <summary>The run's unconsumed signals, oldest first; those of waits that began with this operation included.</summary>
    public IReadOnlyList<SignalRecord> Signals { get; init; } = [];
}
