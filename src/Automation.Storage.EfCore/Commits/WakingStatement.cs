using Npgsql;
using NpgsqlTypes;

namespace Automation.Storage;

/// <summary>A statement that wakes runs, and tells the other hosts when one of them must look.</summary>
internal abstract class WakingStatement(string sql) : RowStatement(sql)
{
    private NpgsqlParameter<long?> _node = null!;
    private NpgsqlParameter<DateTime> _now = null!;

    public override bool Answers => true;

    /// <summary>The node that writes; null for a process that works on no runs.</summary>
    public long? Node
    {
        set => _node.TypedValue = value;
    }

    public DateTime Now
    {
        set => _now.TypedValue = value;
    }

    /// <summary>Behind the columns: who writes, where the others listen, and when.</summary>
    protected void Waker(string channel)
    {
        _node = Scalar<long?>(NpgsqlDbType.Bigint);
        Scalar<string>(NpgsqlDbType.Text).TypedValue = channel;
        _now = Scalar<DateTime>(NpgsqlDbType.TimestampTz);
    }

    /// <summary>Whether a column names the writing node as the owner of a run.</summary>
    protected bool IsOurs(NpgsqlDataReader row, int owner) => _node.TypedValue is { } node && !row.IsDBNull(owner) && row.GetInt64(owner) == node;
}
