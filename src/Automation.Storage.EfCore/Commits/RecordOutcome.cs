namespace Automation.Storage;

/// <summary>What is learnt of a record operation while the batch's answers are read.</summary>
internal sealed class RecordOutcome(RecordOperation operation)
{
    private List<SignalRecord>? _signals;

    /// <summary>Whether the owner goes on, so that nothing can stand against the transition.</summary>
    public bool Goes => operation.Transition is RunTransition.Continue;

    public bool Applied { get; set; }

    public bool Transitioned { get; set; }

    public void Add(SignalRecord signal) => (_signals ??= []).Add(signal);

    public RecordResult ToResult(bool madeReady) => new() { Applied = Applied, Transitioned = Transitioned, MadeReady = madeReady && operation.Limited && !Goes, Signals = Applied && _signals is not null ? _signals : [] };
}
