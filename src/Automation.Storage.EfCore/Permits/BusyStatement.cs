using NpgsqlTypes;

namespace Automation.Storage;

/// <summary>See <see cref="PermitSql.Busy"/>. Also for runs that cannot be refused, since they count for those that come after them.</summary>
internal sealed class BusyStatement : GuardStatement
{
    private readonly TextColumn _scopes;
    private readonly TextColumn _rules;
    private readonly TextColumn _overlaps;
    private readonly List<int?> _most;
    private readonly List<int?> _queued;
    private readonly TextColumn _sources;
    private readonly List<ReadOnlyMemory<byte>> _keys;
    private readonly List<Guid> _originals;

    public BusyStatement(PermitSql sql)
        : base(sql.Busy)
    {
        _scopes = Texts("scope");
        _rules = Texts("rule's name");
        _overlaps = Texts("overlap key");
        _most = Column<int?>(NpgsqlDbType.Integer);
        _queued = Column<int?>(NpgsqlDbType.Integer);
        _sources = Texts("source of a key");
        _keys = Bytes();
        _originals = Ids();
    }

    /// <summary>Whether no run can be refused.</summary>
    public bool IsEmpty { get; private set; } = true;

    public void Add(AcceptOperation accept, RunRecord run, RunLimits limits)
    {
        IsEmpty &= limits.MaxQueued is null;
        _scopes.Add(run.Scope);
        _rules.Add(run.Rule);
        _overlaps.Add(limits.Overlap);
        _most.Add(limits.OfRule);
        _queued.Add(limits.MaxQueued);
        _sources.Add(accept.Dedupe?.Source);
        _keys.Add(accept.Dedupe?.KeyHash ?? default);
        _originals.Add(accept.OriginalId());
    }

    public override void Clear()
    {
        base.Clear();
        IsEmpty = true;
    }
}
