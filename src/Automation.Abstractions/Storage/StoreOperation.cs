namespace Automation.Storage;

/// <summary>One operation of a batch: <see cref="AcceptOperation"/>, <see cref="RecordOperation"/> or <see cref="SignalOperation"/>.</summary>
public abstract class StoreOperation
{
    private protected StoreOperation()
    {
    }
}
