namespace Automation.Storage;

/// <summary>Writes the table run.</summary>
internal sealed class RunTable(SqliteConnectionHandle connection)
{
    private readonly Statement _insert = connection.Prepare(RunSql.Insert);
    private readonly Statement _exists = connection.Prepare(RunSql.Exists);

    public void Insert(long number, RunRecord run)
    {
        var statement = _insert.With()
            .Number(number).Id(run.Id.Value).Text(run.Scope).Text(run.Rule).Text(run.RuleHash).Text(run.Subject)
            .Number((int)run.TriggerKind).Text(run.TriggerId).Id(run.EventId?.Value).Time(run.At).Id(run.RerunOf?.Value).BytesOrNull(run.Next.Span);
        _ = (run.Input.IsEmpty ? statement.Null() : statement.Bytes(run.Input.Span)).Text(run.TimeZone);
        try
        {
            statement.Run();
        }
        catch (SqliteFault fault) when (fault.IsConstraint)
        {
            throw new InvalidOperationException($"The run '{run.Id}' is stored already; nothing of the batch was stored.", fault);
        }
    }

    public bool Exists(string scope, RunId id)
    {
        using var rows = _exists.With().Id(id.Value).Text(scope).Query();
        return rows.Next();
    }
}
