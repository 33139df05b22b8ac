using Microsoft.Extensions.Logging;

namespace Automation.Storage;

/// <summary>Reads the log of a run.</summary>
internal sealed class LogReader(SqliteConnectionHandle connection)
{
    private readonly Statement _exists = connection.Prepare(RunSql.Exists);
    private readonly Statement _list = connection.Prepare(LogSql.List, "log");

    public IReadOnlyList<LogRecord> List(string scope, RunId run, long after, int limit)
    {
        if (!Exists(scope, run))
        {
            return [];
        }

        try
        {
            var lines = new List<LogRecord>();
            using var rows = _list.With().Id(run.Value).Number(after).Number(limit).Query();
            while (rows.Next())
            {
                lines.Add(Read(rows));
            }

            return lines;
        }
        catch (BadValueException bad)
        {
            throw new StoreFormatException($"The log of run '{run}' is corrupt: {bad.Message}");
        }
    }

    private bool Exists(string scope, RunId run)
    {
        using var rows = _exists.With().Id(run.Value).Text(scope).Query();
        return rows.Next();
    }

    private static LogRecord Read(Rows rows) => new()
    {
        Number = rows.Number(0),
        Path = new StepPath(rows.Text(1)),
        Attempt = rows.Int(2),
        At = rows.Time(3),
        Level = rows.Enum<LogLevel>(4),
        Percent = rows.RealOrNull(5),
        Message = rows.Text(6),
    };
}
