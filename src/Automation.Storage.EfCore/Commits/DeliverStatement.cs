using Npgsql;
using NpgsqlTypes;

namespace Automation.Storage;

/// <summary>See <see cref="CommitSql.Deliver"/>.</summary>
internal sealed class DeliverStatement : RowStatement
{
    private readonly List<Guid> _events;
    private readonly TextColumn _scopes;
    private readonly TextColumn _types;
    private readonly TextColumn _subjects;
    private readonly NpgsqlParameter<DateTime> _now;

    public DeliverStatement(CommitSql sql)
        : base(sql.Deliver)
    {
        _events = Ids();
        _scopes = Texts("scope");
        _types = Texts("event's type");
        _subjects = Texts("event's subject");
        _now = Scalar<DateTime>(NpgsqlDbType.TimestampTz);
    }

    public bool IsEmpty => _events.Count == 0;

    public DateTime Now
    {
        set => _now.TypedValue = value;
    }

    public void Add(EventRecord @event)
    {
        _events.Add(@event.Id.Value);
        _scopes.Add(@event.Scope);
        _types.Add(@event.Type);
        _subjects.Add(@event.Subject);
    }
}
