using Npgsql;

namespace Automation.Storage;

/// <summary>See <see cref="PermitSql.Replace"/>.</summary>
internal sealed class ReplaceStatement : WakingStatement
{
    private readonly List<Guid> _runs;
    private readonly TextColumn _scopes;
    private readonly TextColumn _rules;
    private readonly TextColumn _overlaps;
    private readonly List<ReadOnlyMemory<byte>> _bodies;
    private readonly Dictionary<Guid, (List<RunId> Notify, bool MadeReady)> _replaced = [];

    public ReplaceStatement(PermitSql sql, string channel)
        : base(sql.Replace)
    {
        _runs = Ids();
        _scopes = Texts("scope");
        _rules = Texts("rule's name");
        _overlaps = Texts("overlap key");
        _bodies = Bytes();
        Waker(channel);
    }

    public bool IsEmpty => _runs.Count == 0;

    public void Add(RunRecord run, string overlap, ReadOnlyMemory<byte> body)
    {
        _runs.Add(run.Id.Value);
        _scopes.Add(run.Scope);
        _rules.Add(run.Rule);
        _overlaps.Add(overlap);
        _bodies.Add(body);
    }

    /// <summary>Whom the new run replaced: runs of the writing node, and whether one is ready for a claim.</summary>
    public (IReadOnlyList<RunId> Notify, bool MadeReady) Of(RunId newer) => _replaced.TryGetValue(newer.Value, out var replaced) ? replaced : ([], false);

    public override void Read(NpgsqlDataReader row)
    {
        var newer = row.GetGuid(3);
        var (notify, ready) = _replaced.TryGetValue(newer, out var replaced) ? replaced : ([], false);
        if (IsOurs(row, 1))
        {
            notify.Add(new RunId(row.GetGuid(0)));
        }

        _replaced[newer] = (notify, ready || row.GetBoolean(2));
    }

    public override void Clear()
    {
        base.Clear();
        _replaced.Clear();
    }
}
