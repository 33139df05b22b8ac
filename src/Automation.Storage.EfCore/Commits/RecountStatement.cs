namespace Automation.Storage;

/// <summary>See <see cref="CommitSql.Recount"/>.</summary>
internal sealed class RecountStatement : OwnerStatement
{
    private readonly List<bool> _clear;

    public RecountStatement(CommitSql sql)
        : base(sql.Recount) =>
        _clear = Flags();

    public void Add(RecordOperation record)
    {
        AddRun(record);
        _clear.Add(record.ClearRescues);
    }
}
