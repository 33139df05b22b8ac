using Npgsql;
using NpgsqlTypes;

namespace Automation.Storage;

/// <summary>See <see cref="CommitSql.LookBack"/>.</summary>
internal sealed class LookBackStatement : WaitsStatement
{
    private readonly NpgsqlParameter<DateTime> _now;

    public LookBackStatement(CommitSql sql)
        : base(sql.LookBack) =>
        _now = Scalar<DateTime>(NpgsqlDbType.TimestampTz);

    public DateTime Now
    {
        set => _now.TypedValue = value;
    }
}
