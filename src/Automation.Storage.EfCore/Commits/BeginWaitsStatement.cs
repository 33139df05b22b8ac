namespace Automation.Storage;

/// <summary>See <see cref="CommitSql.BeginWaits"/>.</summary>
internal sealed class BeginWaitsStatement : OwnerStatement
{
    private readonly TextColumn _paths;
    private readonly TextColumn _types;
    private readonly TextColumn _subjects;

    public BeginWaitsStatement(CommitSql sql)
        : base(sql.BeginWaits)
    {
        _paths = Texts("wait's path");
        _types = Texts("awaited event's type");
        _subjects = Texts("awaited event's subject");
    }

    public void Add(RecordOperation record)
    {
        foreach (var wait in record.Waits)
        {
            AddRun(record);
            _paths.Add(wait.Path.Value ?? "");
            _types.Add(wait.EventType);
            _subjects.Add(wait.Subject);
        }
    }
}
