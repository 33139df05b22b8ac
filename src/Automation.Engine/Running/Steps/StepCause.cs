using Automation.Running.Machine;

namespace Automation.Running.Steps;

/// <summary>The run that the present code works for, so that what it publishes or starts by whatever way is known to be caused by it.</summary>
/// <remarks>Flows with the execution context into all that a handler awaits or starts. What it started and left running belongs to nobody when the try is over.</remarks>
internal sealed class StepCause : IDisposable
{
    private static readonly AsyncLocal<StepCause?> Present = new();

    private volatile RunFacts? _facts;

    private StepCause(RunFacts facts) => _facts = facts;

    /// <summary>What the present code is part of; null outside of a step.</summary>
    public static RunFacts? Current => Present.Value?._facts;

    /// <summary>Begins a try in this method and all that it calls. Only in an async method: its callers get their own context back.</summary>
    public static StepCause Enter(RunFacts facts) => Present.Value = new StepCause(facts);

    public void Dispose() => _facts = null;
}
