using Npgsql;
using NpgsqlTypes;

namespace Automation.Storage;

/// <summary>See <see cref="CommitSql.LookBack"/>.</summary>
internal sealed class LookBackStatement : OwnerStatement
{
    private readonly TextColumn _paths;
    private readonly TextColumn _types;
    private readonly TextColumn _subjects;
    private readonly NpgsqlParameter<DateTime> _now;

    public LookBackStatement(CommitSql sql)
        : base(sql.LookBack)
    {
        _paths = Texts("wait's path");
        _types = Texts("awaited event's type");
        _subjects = Texts("awaited event's subject");
        _now = Scalar<DateTime>(NpgsqlDbType.TimestampTz);
    }

    public DateTime Now
    {
        set => _now.TypedValue = value;
    }

    public void Add(RecordOperation record)
    {
        foreach (var wait in record.Waits)
        {
            AddRun(record);
            _paths.Add(wait.Path.Value ?? "");
            _types.Add(wait.EventType);
            _subjects.Add(wait.Subject);
        }
    }
}
