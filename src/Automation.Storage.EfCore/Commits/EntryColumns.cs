namespace Automation.Storage;

/// <summary>The columns of ledger rows: <see cref="RecordStatement"/> sends them twice, for rows between and for last ones, and new runs may begin with some.</summary>
internal sealed class EntryColumns(
    List<Guid> runs, TextColumn paths, List<short> kinds, List<int> tries, List<int> sequences, List<short?> statuses,
    List<DateTime?> startedAt, List<DateTime> at, List<ReadOnlyMemory<byte>> bodies, List<ReadOnlyMemory<byte>> next)
{
    public bool IsEmpty => runs.Count == 0;

    public void Add(RunId run, LedgerEntry entry)
    {
        runs.Add(run.Value);
        paths.Add(entry.Path.Value ?? "");
        kinds.Add((short)entry.Kind);
        tries.Add(entry.Try);
        sequences.Add(entry.Sequence);
        statuses.Add((short?)entry.Status);
        startedAt.Add(PostgresTime.Encode(entry.StartedAt));
        at.Add(PostgresTime.Encode(entry.At));
        bodies.Add(entry.Body);
        next.Add(entry.Next);
    }
}
