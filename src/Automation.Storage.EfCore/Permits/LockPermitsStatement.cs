namespace Automation.Storage;

/// <summary>See <see cref="PermitSql.Lock"/>.</summary>
internal sealed class LockPermitsStatement : RowStatement
{
    private readonly TextColumn _created;
    private readonly TextColumn _touched;
    private readonly List<Guid> _recorded;
    private readonly HashSet<string> _scopes = new(StringComparer.Ordinal);

    public LockPermitsStatement(PermitSql sql)
        : base(sql.Lock)
    {
        _created = Texts("scope");
        _touched = Texts("scope");
        _recorded = Ids();
    }

    public override bool Answers => true;

    public bool IsEmpty => _scopes.Count == 0 && _recorded.Count == 0;

    public void AddCreated(string scope)
    {
        _scopes.Add(scope);
        _created.Add(scope);
    }

    public void AddTouched(string scope)
    {
        if (_scopes.Add(scope))
        {
            _touched.Add(scope);
        }
    }

    public void AddRecorded(RunId run) => _recorded.Add(run.Value);

    public override void Clear()
    {
        base.Clear();
        _scopes.Clear();
    }
}
