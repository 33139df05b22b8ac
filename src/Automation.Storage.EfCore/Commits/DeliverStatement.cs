using Npgsql;
using NpgsqlTypes;

namespace Automation.Storage;

/// <summary>See <see cref="CommitSql.Deliver"/>.</summary>
internal sealed class DeliverStatement : RowStatement
{
    private readonly List<Guid> _events;
    private readonly NpgsqlParameter<DateTime> _now;

    public DeliverStatement(CommitSql sql)
        : base(sql.Deliver)
    {
        _events = Ids();
        _now = Scalar<DateTime>(NpgsqlDbType.TimestampTz);
    }

    public bool IsEmpty => _events.Count == 0;

    public DateTime Now
    {
        set => _now.TypedValue = value;
    }

    public void Add(EventRecord @event) => _events.Add(@event.Id.Value);
}
