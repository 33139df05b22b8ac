namespace Automation.Storage;

/// <summary>One operation of a batch: <see cref="AcceptOperation"/>, <see cref="RecordOperation"/>, <see cref="SignalOperation"/> or <see cref="LogOperation"/>.</summary>
public abstract class StoreOperation
{
    private protected StoreOperation()
    {
    }
}
