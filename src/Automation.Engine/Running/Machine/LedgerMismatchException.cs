namespace Automation.Running.Machine;

/// <summary>A ledger row does not fit the definition: the rule's code changed in a way that this run cannot follow, or the row is corrupt.</summary>
internal sealed class LedgerMismatchException(string message) : Exception(message)
{
    /// <summary>What a build must have to follow the run; null when no build can.</summary>
    public string? Need { get; init; }
}
