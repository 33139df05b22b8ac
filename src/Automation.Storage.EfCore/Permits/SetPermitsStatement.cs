using NpgsqlTypes;

namespace Automation.Storage;

/// <summary>See <see cref="PermitSql.Set"/>.</summary>
internal sealed class SetPermitsStatement : RowStatement
{
    private readonly TextColumn _scopes;
    private readonly TextColumn _rules;
    private readonly List<int> _most;

    public SetPermitsStatement(PermitSql sql)
        : base(sql.Set)
    {
        _scopes = Texts("scope");
        _rules = Texts("rule's name");
        _most = Column<int>(NpgsqlDbType.Integer);
    }

    public bool IsEmpty => _most.Count == 0;

    public void Add(RunRecord run, RunLimits limits)
    {
        // A row says that the scope has limits: also where they are keys alone, of which any number may be held.
        Add(run.Scope, run.Rule, limits.OfRule ?? (limits.Overlap is null ? null : int.MaxValue));
        Add(run.Scope, "", limits.OfScope);
    }

    private void Add(string scope, string rule, int? most)
    {
        if (most is { } number)
        {
            _scopes.Add(scope);
            _rules.Add(rule);
            _most.Add(number);
        }
    }
}
