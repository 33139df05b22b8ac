using Npgsql;
using NpgsqlTypes;

namespace Automation.Storage;

/// <summary>See <see cref="CommitSql.Runs"/>. One for the runs that the node claims at once, one for those that wait for a claim, one for those with limits.</summary>
internal sealed class RunsStatement : RowStatement
{
    private readonly TextColumn _scopes;
    private readonly TextColumn _sources;
    private readonly List<ReadOnlyMemory<byte>> _keys;
    private readonly List<Guid> _originals;
    private readonly List<bool> _withEvent;
    private readonly List<Guid> _ids;
    private readonly TextColumn _rules;
    private readonly TextColumn _hashes;
    private readonly TextColumn _subjects;
    private readonly List<short> _triggerKinds;
    private readonly TextColumn _triggers;
    private readonly List<Guid?> _events;
    private readonly List<DateTime> _at;
    private readonly List<Guid?> _rerunOf;
    private readonly List<ReadOnlyMemory<byte>> _next;
    private readonly List<ReadOnlyMemory<byte>> _inputs;
    private readonly TextColumn _timeZones;
    private readonly NpgsqlParameter<short>? _state;
    private readonly NpgsqlParameter<long?>? _owner;
    private readonly NpgsqlParameter<long>? _claim;

    public RunsStatement(CommitSql sql, bool limited = false)
        : base(limited ? sql.LimitedRuns : sql.Runs)
    {
        _scopes = Texts("scope");
        _sources = Texts("source of a key");
        _keys = Bytes();
        _originals = Ids();
        _withEvent = Flags();
        _ids = Ids();
        _rules = Texts("rule's name");
        _hashes = Texts("rule's hash");
        _subjects = Texts("run's subject");
        _triggerKinds = Smalls();
        _triggers = Texts("trigger's id");
        _events = IdsOrNull();
        _at = Times();
        _rerunOf = IdsOrNull();
        _next = Bytes();
        _inputs = Bytes();
        _timeZones = Texts("run's time zone");
        if (!limited)
        {
            _state = Scalar<short>(NpgsqlDbType.Smallint);
            _owner = Scalar<long?>(NpgsqlDbType.Bigint);
            _claim = Scalar<long>(NpgsqlDbType.Bigint);
        }
    }

    public bool IsEmpty => _ids.Count == 0;

    /// <summary>Who owns the runs from the first; null: nobody, they are ready.</summary>
    public long? Owner
    {
        set => (_state!.TypedValue, _owner!.TypedValue, _claim!.TypedValue) =
            ((short)(value is null ? LiveState.Ready : LiveState.Owned), value, value is null ? 0 : 1);
    }

    public void Add(AcceptOperation accept, RunRecord run)
    {
        _scopes.Add(run.Scope);
        _sources.Add(accept.Dedupe?.Source);
        _keys.Add(accept.Dedupe?.KeyHash ?? default);
        _originals.Add(accept.OriginalId());
        _withEvent.Add(accept.StartsWithEvent(run));
        _ids.Add(run.Id.Value);
        _rules.Add(run.Rule);
        _hashes.Add(run.RuleHash);
        _subjects.Add(run.Subject);
        _triggerKinds.Add((short)run.TriggerKind);
        _triggers.Add(run.TriggerId);
        _events.Add(run.EventId?.Value);
        _at.Add(PostgresTime.Encode(run.At));
        _rerunOf.Add(run.RerunOf?.Value);
        _next.Add(run.Next);
        _inputs.Add(run.Input);
        _timeZones.Add(run.TimeZone);
    }
}
