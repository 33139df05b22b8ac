using Automation.Storage;

namespace Automation.Running.Writing;

/// <summary>An operation that waits for its commit.</summary>
internal abstract class PendingOperation(StoreOperation operation)
{
    public StoreOperation Operation => operation;

    /// <summary>About how many bytes it writes; bounds a batch.</summary>
    public int Size { get; } = SizeOf(operation);

    /// <summary>Whether its run's owner waits for it: goes before new work, and is retried until the store answers.</summary>
    public bool IsOwners => operation is RecordOperation;

    /// <summary>Whether it is in a batch that is being committed; guarded by the writer.</summary>
    public bool IsUnderWay { get; set; }

    /// <summary>Whether a commit of it had no answer and it was not stored when the store was asked: that commit may be stored yet.</summary>
    public bool WasUnknown { get; set; }

    /// <summary>How long it waits when something stands in its way once more; zero until something did.</summary>
    public TimeSpan Delay { get; set; }

    public abstract void Succeed(OperationResult result);

    public abstract void Fail(Exception exception);

    /// <summary>Whether only a node may write it.</summary>
    public bool NeedsNode => operation is RecordOperation || (operation is AcceptOperation accept && accept.Runs.Any(run => run.Owned));

    private static int SizeOf(StoreOperation operation)
    {
        var size = 256;
        switch (operation)
        {
            case AcceptOperation accept:
                size += accept.Event?.Payload.Length ?? 0;
                foreach (var run in accept.Runs)
                {
                    size += 256 + run.Run.Next.Length + run.Run.Input.Length + SizeOf(run.Entries);
                }

                break;
            case RecordOperation record:
                size += SizeOf(record.Entries);
                foreach (var line in record.Log)
                {
                    size += 64 + line.Message.Length;
                }

                break;
            case SignalOperation signal:
                size += signal.Signal.Body.Length;
                break;
        }

        return size;
    }

    private static int SizeOf(IReadOnlyList<LedgerEntry> entries)
    {
        var size = 0;
        for (var i = 0; i < entries.Count; i++)
        {
            size += 128 + entries[i].Body.Length + entries[i].Next.Length;
        }

        return size;
    }
}
