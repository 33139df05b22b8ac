namespace Automation.Storage;

/// <summary>See <see cref="CommitSql.Unawaited"/>.</summary>
internal sealed class UnawaitedStatement : GuardStatement
{
    private readonly TextColumn _scopes;
    private readonly TextColumn _types;
    private readonly TextColumn _subjects;

    public UnawaitedStatement(CommitSql sql)
        : base(sql.Unawaited)
    {
        _scopes = Texts("scope");
        _types = Texts("event's type");
        _subjects = Texts("event's subject");
    }

    public bool IsEmpty => _scopes.Count == 0;

    public void Add(EventRecord @event)
    {
        _scopes.Add(@event.Scope);
        _types.Add(@event.Type);
        _subjects.Add(@event.Subject);
    }
}
