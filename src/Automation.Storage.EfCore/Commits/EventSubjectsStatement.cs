namespace Automation.Storage;

/// <summary>See <see cref="CommitSql.EventSubjects"/>.</summary>
internal sealed class EventSubjectsStatement : RowStatement
{
    private readonly List<Guid> _events;
    private readonly TextColumn _scopes;
    private readonly TextColumn _subjects;

    public EventSubjectsStatement(CommitSql sql)
        : base(sql.EventSubjects)
    {
        _events = Ids();
        _scopes = Texts("scope");
        _subjects = Texts("verdict's subject");
    }

    public bool IsEmpty => _events.Count == 0;

    public void Add(EventRecord @event)
    {
        foreach (var subject in VerdictIndex.SubjectsOf(@event))
        {
            _events.Add(@event.Id.Value);
            _scopes.Add(@event.Scope);
            _subjects.Add(subject);
        }
    }
}
