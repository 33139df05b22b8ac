namespace Automation.Storage;

/// <summary>See <see cref="CommitSql.ScopeVersions"/>.</summary>
internal sealed class ScopeVersionsStatement : GuardStatement
{
    private readonly TextColumn _scopes;
    private readonly List<long> _versions;
    private readonly HashSet<(string Scope, long Version)> _seen = [];

    public ScopeVersionsStatement(CommitSql sql)
        : base(sql.ScopeVersions)
    {
        _scopes = Texts("scope");
        _versions = Numbers();
    }

    public bool IsEmpty => _versions.Count == 0;

    public void Add(string scope, long version)
    {
        if (_seen.Add((scope, version)))
        {
            _scopes.Add(scope);
            _versions.Add(version);
        }
    }

    public override void Clear()
    {
        base.Clear();
        _seen.Clear();
    }
}
