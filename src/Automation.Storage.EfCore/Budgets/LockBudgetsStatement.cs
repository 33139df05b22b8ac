namespace Automation.Storage;

/// <summary>See <see cref="BudgetSql.LockScopes"/>.</summary>
internal sealed class LockBudgetsStatement : RowStatement
{
    private readonly TextColumn _scopes;
    private readonly List<Guid> _ended;
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    public LockBudgetsStatement(BudgetSql sql)
        : base(sql.LockScopes)
    {
        _scopes = Texts("scope");
        _ended = Ids();
    }

    public override bool Answers => true;

    public bool IsEmpty => _seen.Count == 0 && _ended.Count == 0;

    /// <summary>A scope in which a run reserves.</summary>
    public void Add(string scope)
    {
        if (_seen.Add(scope))
        {
            _scopes.Add(scope);
        }
    }

    /// <summary>A run that ends, and says what it cost.</summary>
    public void Add(RunId run) => _ended.Add(run.Value);

    public override void Clear()
    {
        base.Clear();
        _seen.Clear();
    }
}
