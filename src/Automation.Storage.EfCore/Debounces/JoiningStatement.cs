using Npgsql;
using NpgsqlTypes;

namespace Automation.Storage;

/// <summary>What is said of events that join series: who asks whether they may, and who has them do it.</summary>
internal abstract class JoiningStatement : RowStatement
{
    private readonly TextColumn _scopes;
    private readonly TextColumn _rules;
    private readonly TextColumn _keys;
    private readonly List<Guid> _runs;
    private readonly List<Guid> _events;
    private readonly TextColumn _sources;
    private readonly List<ReadOnlyMemory<byte>> _hashes;
    private readonly NpgsqlParameter<DateTime?> _clock;

    protected JoiningStatement(string sql)
        : base(sql)
    {
        _scopes = Texts("scope");
        _rules = Texts("rule's name");
        _keys = Texts("subject");
        _runs = Ids();
        _events = Ids();
        _sources = Texts("source of a key");
        _hashes = Bytes();
        _clock = Scalar<DateTime?>(NpgsqlDbType.TimestampTz);
    }

    public bool IsEmpty => _runs.Count == 0;

    /// <summary>The instant that decides; null for the database's.</summary>
    public DateTime? Clock
    {
        set => _clock.TypedValue = value;
    }

    public virtual void Add(AcceptOperation accept, DebounceJoin join)
    {
        _scopes.Add(accept.Scope);
        _rules.Add(join.Rule);
        _keys.Add(join.Key);
        _runs.Add(join.RunId.Value);
        _events.Add(accept.Event!.Id.Value);
        _sources.Add(accept.Dedupe?.Source);
        _hashes.Add(accept.Dedupe?.KeyHash ?? default);
    }
}
