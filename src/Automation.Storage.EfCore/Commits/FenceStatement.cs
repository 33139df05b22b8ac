using Npgsql;
using NpgsqlTypes;

namespace Automation.Storage;

/// <summary>See <see cref="CommitSql.Fence"/>.</summary>
internal sealed class FenceStatement : GuardStatement
{
    private readonly NpgsqlParameter<long> _node;
    private readonly NpgsqlParameter<long> _epoch;
    private readonly NpgsqlParameter<DateTime?> _now;

    public FenceStatement(CommitSql sql)
        : base(sql.Fence)
    {
        _node = Scalar<long>(NpgsqlDbType.Bigint);
        _epoch = Scalar<long>(NpgsqlDbType.Bigint);
        _now = Scalar<DateTime?>(NpgsqlDbType.TimestampTz);
    }

    public FenceStatement With(NodeLease node, DateTime? now)
    {
        (_node.TypedValue, _epoch.TypedValue, _now.TypedValue) = (node.NodeId, node.Epoch, now);
        return this;
    }
}
