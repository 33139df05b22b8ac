using Automation.Storage;

namespace Automation.EndToEnd.Worlds;

/// <summary>Counts what a process asks of its store, over all of its lives, and says where it goes wrong. Thread-safe.</summary>
internal sealed class FaultPlan(params Fault[] faults)
{
    private readonly Lock _gate = new();
    private readonly List<Fault> _hits = [];
    private int _writes;
    private int _reads;

    /// <summary>Asked before each commit; may wait, or throw what the store shall throw.</summary>
    public Func<CommitBatch, Task>? BeforeCommit { get; set; }

    /// <summary>Asked before each save of a rule; may let somebody else save one first.</summary>
    public Func<Task>? BeforeSaveRule { get; set; }

    /// <summary>Asked before each read; may throw what the store shall throw.</summary>
    public Action? BeforeRead { get; set; }

    /// <summary>Asked before each renewal; may wait.</summary>
    public Func<Task>? BeforeRenew { get; set; }

    /// <summary>Asked before each listening; may throw.</summary>
    public Action? BeforeListen { get; set; }

    /// <summary>Whether the store does not answer.</summary>
    public bool IsAway { get; set; }

    /// <summary>The store's own clock; null when it has none.</summary>
    public TimeProvider? StoreClock { get; set; }

    /// <summary>What goes wrong with the next write.</summary>
    public FaultKind? NextWrite { get; set; }

    /// <summary>A node that the store no longer takes anything from.</summary>
    public long? FencedNode { get; set; }

    public int Writes => Volatile.Read(ref _writes);

    public int Reads => Volatile.Read(ref _reads);

    public int Hits
    {
        get
        {
            lock (_gate)
            {
                return _hits.Count;
            }
        }
    }

    /// <summary>A further operation; what goes wrong with it, or null.</summary>
    public FaultKind? Next(bool write)
    {
        lock (_gate)
        {
            if (write && NextWrite is { } next)
            {
                NextWrite = null;
                _hits.Add(new Fault(++_writes, next));
                return next;
            }

            var number = write ? ++_writes : ++_reads;
            if (faults.FirstOrDefault(fault => fault.At == number && fault.Write == write) is not { } fault)
            {
                return null;
            }

            _hits.Add(fault);
            return fault.Kind;
        }
    }
}
