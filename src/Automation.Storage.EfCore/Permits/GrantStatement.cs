using Npgsql;

namespace Automation.Storage;

/// <summary>See <see cref="PermitSql.Grant"/>.</summary>
internal sealed class GrantStatement : WakingStatement
{
    private readonly TextColumn _scopes;
    private readonly List<Guid> _recorded;
    private readonly List<Guid> _wanted;
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly HashSet<Guid> _granted = [];

    public GrantStatement(PermitSql sql, string channel)
        : base(sql.Grant)
    {
        _scopes = Texts("scope");
        _recorded = Ids();
        _wanted = Ids();
        Waker(channel);
    }

    public bool IsEmpty => _seen.Count == 0 && _recorded.Count == 0;

    /// <summary>Whether a run that nobody owns became ready.</summary>
    public bool MadeReady { get; private set; }

    public bool HasGranted(RunId run) => _granted.Contains(run.Value);

    public void AddScope(string scope)
    {
        if (_seen.Add(scope))
        {
            _scopes.Add(scope);
        }
    }

    public void AddRecorded(RunId run) => _recorded.Add(run.Value);

    public void AddWanted(RunId run) => _wanted.Add(run.Value);

    public override void Read(NpgsqlDataReader row)
    {
        _granted.Add(row.GetGuid(0));
        MadeReady |= !row.GetBoolean(1);
    }

    public override void Clear()
    {
        base.Clear();
        _seen.Clear();
        _granted.Clear();
        MadeReady = false;
    }
}
