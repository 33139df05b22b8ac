namespace Automation.Storage;

/// <summary>Writes the table entry: the ledger.</summary>
internal sealed class EntryTable(SqliteConnectionHandle connection)
{
    private readonly Statement _insert = connection.Prepare(EntrySql.Insert);

    /// <summary>Stores a row of a run that goes on.</summary>
    public void Insert(RunId run, LedgerEntry entry) => Insert(run, entry, default, null);

    /// <summary>Stores a row; with <paramref name="end"/> it is the one that ends the run, and says so in the indexes of ended runs.</summary>
    public void Insert(RunId run, LedgerEntry entry, LiveRow live, RunTransition.End? end)
    {
        var statement = _insert.With()
            .Id(run.Value).Text(entry.Path.Value ?? "").Number((int)entry.Kind).Number(entry.Try).Number(entry.Sequence)
            .Number((long?)entry.Status).Time(entry.StartedAt).Time(entry.At);
        _ = end is null
            ? statement.Null().Null().Null().Null()
            : statement.Text(live.Scope).Text(live.Rule).Number((int)end.Status).Text(end.Reason);
        try
        {
            statement.BytesOrNull(entry.Next.Span).BytesOrNull(entry.Body.Span).Run();
        }
        catch (SqliteFault fault) when (fault.IsConstraint)
        {
            throw new InvalidOperationException(
                $"Run '{run}' has a ledger row at '{entry.Path}' of kind {entry.Kind} and try {entry.Try} already; nothing of the batch was stored.",
                fault);
        }
    }
}
