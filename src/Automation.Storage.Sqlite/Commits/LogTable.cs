namespace Automation.Storage;

/// <summary>Writes the table log.</summary>
internal sealed class LogTable(SqliteConnectionHandle connection)
{
    private readonly Statement _insert = connection.Prepare(LogSql.Insert);

    /// <summary>Stores the lines whose numbers are new.</summary>
    public void Insert(RunId run, IReadOnlyList<LogRecord> lines)
    {
        foreach (var line in lines)
        {
            // SQLite has no NaN: it would become null on its own.
            _insert.With()
                .Id(run.Value).Number(line.Number).Text(line.Path.Value ?? "").Number(line.Attempt).Time(line.At)
                .Number((int)line.Level).Real(line.Percent).Text(line.Message)
                .Run();
        }
    }
}
