namespace Automation.Storage;

/// <summary>See <see cref="CommitSql.EarlierEvents"/>.</summary>
internal sealed class EarlierEventsStatement : GuardStatement
{
    private readonly List<Guid> _events;
    private readonly TextColumn _scopes;

    public EarlierEventsStatement(CommitSql sql)
        : base(sql.EarlierEvents)
    {
        _events = Ids();
        _scopes = Texts("scope");
    }

    public bool IsEmpty => _events.Count == 0;

    public void Add(RunRecord run)
    {
        _events.Add(run.EventId!.Value.Value);
        _scopes.Add(run.Scope);
    }
}
