namespace Automation.Storage;

/// <summary>See <see cref="CommitSql.FirstEntries"/>.</summary>
internal sealed class FirstEntriesStatement : RowStatement
{
    private readonly EntryColumns _rows;

    public FirstEntriesStatement(CommitSql sql)
        : base(sql.FirstEntries)
    {
        _rows = EntryRows();
    }

    public bool IsEmpty => _rows.IsEmpty;

    public void Add(NewRun created)
    {
        for (var i = 0; i < created.Entries.Count; i++)
        {
            _rows.Add(created.Run.Id, created.Entries[i]);
        }
    }
}
