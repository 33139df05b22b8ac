namespace Automation.Storage;

/// <summary>See <see cref="CommitSql.EndWaits"/>.</summary>
internal sealed class EndWaitsStatement : OwnerStatement
{
    private readonly TextColumn _paths;

    public EndWaitsStatement(CommitSql sql)
        : base(sql.EndWaits) =>
        _paths = Texts("wait's path");

    public void Add(RecordOperation record)
    {
        foreach (var path in record.EndedWaits)
        {
            AddRun(record);
            _paths.Add(path.Value ?? "");
        }
    }
}
