namespace Automation.EndToEnd.Worlds;

/// <summary>Counts what a process asks of its store, over all of its lives, and says where it goes wrong. Thread-safe.</summary>
internal sealed class FaultPlan(params Fault[] faults)
{
    private readonly Lock _gate = new();
    private readonly List<Fault> _hits = [];
    private int _writes;
    private int _reads;

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
