namespace Automation.Running.Machine;

/// <summary>A lambda threw when it was asked, and the ledger has its error.</summary>
internal sealed class RecordedFaultException(StepError error) : Exception(error.Message)
{
    public StepError Error { get; } = error;
}
