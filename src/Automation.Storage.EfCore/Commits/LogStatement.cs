using NpgsqlTypes;

namespace Automation.Storage;

/// <summary>See <see cref="CommitSql.Log"/>.</summary>
internal sealed class LogStatement : OwnerStatement
{
    private readonly List<long> _numbers;
    private readonly TextColumn _paths;
    private readonly List<int> _attempts;
    private readonly List<DateTime> _at;
    private readonly List<short> _levels;
    private readonly List<double?> _percents;
    private readonly TextColumn _messages;

    public LogStatement(CommitSql sql)
        : base(sql.Log)
    {
        _numbers = Numbers();
        _paths = Texts("log line's path");
        _attempts = Integers();
        _at = Times();
        _levels = Smalls();
        _percents = Column<double?>(NpgsqlDbType.Double);
        _messages = Texts("log line");
    }

    public void Add(RecordOperation record)
    {
        foreach (var line in record.Log)
        {
            AddRun(record);
            _numbers.Add(line.Number);
            _paths.Add(line.Path.Value ?? "");
            _attempts.Add(line.Attempt);
            _at.Add(PostgresTime.Encode(line.At));
            _levels.Add((short)line.Level);
            _percents.Add(line.Percent is { } percent && !double.IsNaN(percent) ? percent : null);
            _messages.Add(line.Message);
        }
    }
}
