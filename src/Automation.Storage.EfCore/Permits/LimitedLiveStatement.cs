namespace Automation.Storage;

/// <summary>See <see cref="CommitSql.LimitedLive"/>.</summary>
internal sealed class LimitedLiveStatement : RowStatement
{
    private readonly List<Guid> _runs;
    private readonly TextColumn _scopes;
    private readonly TextColumn _rules;
    private readonly List<short> _limits;
    private readonly TextColumn _overlaps;

    public LimitedLiveStatement(CommitSql sql)
        : base(sql.LimitedLive)
    {
        _runs = Ids();
        _scopes = Texts("scope");
        _rules = Texts("rule's name");
        _limits = Smalls();
        _overlaps = Texts("overlap key");
    }

    public bool IsEmpty => _runs.Count == 0;

    public void Add(RunRecord run, RunLimits limits)
    {
        _runs.Add(run.Id.Value);
        _scopes.Add(run.Scope);
        _rules.Add(run.Rule);
        _limits.Add((short)((limits.OfRule is null ? 0 : PermitSql.OfRule) | (limits.OfScope is null ? 0 : PermitSql.OfScope) | (limits.Overlap is null ? 0 : PermitSql.Overlapping)));
        _overlaps.Add(limits.Overlap);
    }
}
