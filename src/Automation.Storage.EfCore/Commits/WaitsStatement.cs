namespace Automation.Storage;

/// <summary>A statement about waits that begin.</summary>
internal abstract class WaitsStatement : OwnerStatement
{
    private readonly TextColumn _paths;
    private readonly TextColumn _types;
    private readonly TextColumn _subjects;

    protected WaitsStatement(string sql)
        : base(sql)
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
