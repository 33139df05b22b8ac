using Npgsql;
using NpgsqlTypes;

namespace Automation.Storage;

/// <summary>See <see cref="DebounceSql.Endable"/>.</summary>
internal sealed class EndableStatement : GuardStatement
{
    private readonly TextColumn _scopes;
    private readonly TextColumn _rules;
    private readonly TextColumn _keys;
    private readonly List<Guid> _runs;
    private readonly List<Guid> _events;
    private readonly NpgsqlParameter<DateTime?> _clock;
    private readonly List<bool> _early;

    public EndableStatement(DebounceSql sql)
        : base(sql.Endable)
    {
        _scopes = Texts("scope");
        _rules = Texts("rule's name");
        _keys = Texts("subject");
        _runs = Ids();
        _events = Ids();
        _clock = Scalar<DateTime?>(NpgsqlDbType.TimestampTz);
        _early = Flags();
    }

    public bool IsEmpty => _runs.Count == 0;

    /// <summary>The instant that decides; null for the database's.</summary>
    public DateTime? Clock
    {
        set => _clock.TypedValue = value;
    }

    public void Add(string scope, DebounceEnd end)
    {
        _scopes.Add(scope);
        _rules.Add(end.Rule);
        _keys.Add(end.Key);
        _runs.Add(end.RunId.Value);
        _events.Add(end.LastEventId.Value);
        _early.Add(end.Early);
    }
}
