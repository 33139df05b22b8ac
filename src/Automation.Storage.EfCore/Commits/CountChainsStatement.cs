using Npgsql;
using NpgsqlTypes;

namespace Automation.Storage;

/// <summary>See <see cref="CommitSql.CountChains"/>.</summary>
internal sealed class CountChainsStatement : GuardStatement
{
    private readonly List<Guid> _roots;
    private readonly List<int> _runs;
    private readonly List<int> _first;
    private readonly List<int> _most;
    private readonly TextColumn _scopes;
    private readonly TextColumn _sources;
    private readonly List<ReadOnlyMemory<byte>> _keys;
    private readonly List<Guid> _originals;
    private readonly NpgsqlParameter<DateTime> _now;

    public CountChainsStatement(CommitSql sql)
        : base(sql.CountChains)
    {
        _roots = Ids();
        _runs = Integers();
        _first = Integers();
        _most = Integers();
        _scopes = Texts("scope");
        _sources = Texts("source of a key");
        _keys = Bytes();
        _originals = Ids();
        _now = Scalar<DateTime>(NpgsqlDbType.TimestampTz);
    }

    public bool IsEmpty => _roots.Count == 0;

    public DateTime Now
    {
        set => _now.TypedValue = value;
    }

    public void Add(AcceptOperation accept, AutomationEventId root, int most)
    {
        _roots.Add(root.Value);
        _runs.Add(accept.Runs.Count);
        _first.Add(accept.FirstRunsOfRoot);
        _most.Add(most);
        _scopes.Add(accept.Scope);
        _sources.Add(accept.Dedupe?.Source);
        _keys.Add(accept.Dedupe?.KeyHash ?? default);
        _originals.Add(accept.OriginalId());
    }
}
