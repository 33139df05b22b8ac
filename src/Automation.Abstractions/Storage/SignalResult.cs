namespace Automation.Storage;

/// <summary>The answer to a <see cref="SignalOperation"/>.</summary>
public sealed class SignalResult : OperationResult
{
    /// <summary>What happened.</summary>
    public required SignalStatus Status { get; init; }

    /// <summary>Whether the node that wrote owns the run: its driver must look.</summary>
    public bool Notify { get; init; }

    /// <summary>Whether the run became ready: a claim will find it.</summary>
    public bool MadeReady { get; init; }
}
