using Npgsql;
using NpgsqlTypes;

namespace Automation.Storage;

/// <summary>See <see cref="DebounceSql.Join"/>.</summary>
internal sealed class JoinStatement : RowStatement
{
    private readonly TextColumn _scopes;
    private readonly TextColumn _rules;
    private readonly TextColumn _keys;
    private readonly List<Guid> _runs;
    private readonly List<Guid> _events;
    private readonly TextColumn _sources;
    private readonly List<ReadOnlyMemory<byte>> _hashes;
    private readonly NpgsqlParameter<DateTime?> _clock;
    private readonly TextColumn _versions;
    private readonly TextColumn _triggers;
    private readonly List<TimeSpan> _quiet;
    private readonly List<TimeSpan> _longest;

    public JoinStatement(DebounceSql sql)
        : base(sql.Join)
    {
        _scopes = Texts("scope");
        _rules = Texts("rule's name");
        _keys = Texts("subject");
        _runs = Ids();
        _events = Ids();
        _sources = Texts("source of a key");
        _hashes = Bytes();
        _clock = Scalar<DateTime?>(NpgsqlDbType.TimestampTz);
        _versions = Texts("rule's hash");
        _triggers = Texts("trigger's id");
        _quiet = Column<TimeSpan>(NpgsqlDbType.Interval);
        _longest = Column<TimeSpan>(NpgsqlDbType.Interval);
    }

    /// <summary>The instant that decides; null for the database's.</summary>
    public DateTime? Clock
    {
        set => _clock.TypedValue = value;
    }

    public void Add(AcceptOperation accept, DebounceJoin join)
    {
        _scopes.Add(accept.Scope);
        _rules.Add(join.Rule);
        _keys.Add(join.Key);
        _runs.Add(join.RunId.Value);
        _events.Add(accept.Event!.Id.Value);
        _sources.Add(accept.Dedupe?.Source);
        _hashes.Add(accept.Dedupe?.KeyHash ?? default);
        _versions.Add(join.RuleHash);
        _triggers.Add(join.TriggerId);
        _quiet.Add(join.Quiet);
        _longest.Add(join.Longest);
    }
}
