namespace Automation.Storage;

/// <summary>Writes the table wait, and finds who waits for an event.</summary>
internal sealed class WaitTable(SqliteConnectionHandle connection)
{
    private readonly Statement _insert = connection.Prepare(WaitSql.Insert);
    private readonly Statement _delete = connection.Prepare(WaitSql.Delete);
    private readonly Statement _deleteAll = connection.Prepare(WaitSql.DeleteAll);
    private readonly Statement _find = connection.Prepare(WaitSql.Find, "wait");
    private readonly List<WaitMatch> _found = [];

    public void Insert(RunId run, string scope, WaitRecord wait)
    {
        try
        {
            _insert.With()
                .Id(run.Value).Text(wait.Path.Value ?? "").Text(scope).Text(wait.EventType).Text(wait.Subject)
                .Run();
        }
        catch (SqliteFault fault) when (fault.IsConstraint)
        {
            throw new InvalidOperationException($"Run '{run}' waits at '{wait.Path}' already; nothing of the batch was stored.", fault);
        }
    }

    public void Delete(RunId run, StepPath path) => _delete.With().Id(run.Value).Text(path.Value ?? "").Run();

    public void DeleteAll(RunId run) => _deleteAll.With().Id(run.Value).Run();

    /// <summary>The waits that an event reaches. The list is used again by the next call.</summary>
    public IReadOnlyList<WaitMatch> Find(EventRecord @event)
    {
        _found.Clear();
        using var rows = _find.With().Text(@event.Scope).Text(@event.Type).Text(@event.Subject).Query();
        while (rows.Next())
        {
            _found.Add(new WaitMatch(new RunId(rows.Id(0)), rows.Text(1)));
        }

        return _found;
    }
}
