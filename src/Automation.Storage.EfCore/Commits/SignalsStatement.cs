using Npgsql;

namespace Automation.Storage;

/// <summary>See <see cref="CommitSql.Signals"/>.</summary>
internal sealed class SignalsStatement : RowStatement
{
    private readonly List<Guid> _runs;
    private readonly Dictionary<Guid, RecordOutcome> _outcomes = [];

    public SignalsStatement(CommitSql sql)
        : base(sql.Signals) =>
        _runs = Ids();

    public override bool Answers => true;

    public void Add(RecordOperation record, RecordOutcome outcome)
    {
        _runs.Add(record.RunId.Value);
        _outcomes[record.RunId.Value] = outcome;
    }

    public override void Read(NpgsqlDataReader row) => _outcomes[row.GetGuid(0)].Add(SignalColumns.Read(row, 1));

    public override void Clear()
    {
        base.Clear();
        _outcomes.Clear();
    }
}
