using Npgsql;

namespace Automation.Storage;

/// <summary>See <see cref="CommitSql.Record"/>.</summary>
internal sealed class RecordStatement : OwnerStatement
{
    private readonly List<bool> _ends;
    private readonly EntryColumns _rows;
    private readonly EntryColumns _lastRows;
    private readonly List<long> _lastClaims;
    private readonly List<short> _endStatuses;
    private readonly TextColumn _endReasons;
    private readonly List<RecordOutcome> _outcomes = [];

    public RecordStatement(CommitSql sql)
        : base(sql.Record)
    {
        _ends = Flags();
        _rows = EntryRows();
        _lastRows = EntryRows();
        _lastClaims = Numbers();
        _endStatuses = Smalls();
        _endReasons = Texts("reason of an end");
    }

    public override bool Answers => true;

    public void Add(RecordOperation record, RecordOutcome outcome)
    {
        var end = record.Transition as RunTransition.End;
        AddRun(record);
        _ends.Add(end is not null);
        _outcomes.Add(outcome);
        for (var i = 0; i < record.Entries.Count; i++)
        {
            if (end is null || i < record.Entries.Count - 1)
            {
                _rows.Add(record.RunId, record.Entries[i]);
                continue;
            }

            _lastRows.Add(record.RunId, record.Entries[i]);
            _lastClaims.Add(record.ClaimNumber);
            _endStatuses.Add((short)end.Status);
            _endReasons.Add(end.Reason);
        }
    }

    public override void Read(NpgsqlDataReader row)
    {
        var outcome = _outcomes[(int)row.GetInt64(0) - 1];
        outcome.Applied = true;
        outcome.Transitioned = row.GetBoolean(1) || outcome.Goes;
        if (!row.IsDBNull(2))
        {
            outcome.Add(SignalColumns.Read(row, 2));
        }
    }

    public override void Clear()
    {
        base.Clear();
        _outcomes.Clear();
    }
}
