using Npgsql;

namespace Automation.Storage;

/// <summary>See <see cref="CommitSql.LetGo"/>.</summary>
internal sealed class LetGoStatement : OwnerStatement
{
    private readonly List<short> _kinds;
    private readonly List<DateTime?> _dueAt;
    private readonly TextColumn _reasons;
    private readonly List<long> _ordinals;
    private readonly NpgsqlParameter<DateTime> _now;
    private readonly TextColumn _needs;
    private readonly List<RecordOutcome> _outcomes = [];

    public LetGoStatement(CommitSql sql)
        : base(sql.LetGo)
    {
        _kinds = Smalls();
        _dueAt = TimesOrNull();
        _reasons = Texts("reason of a hold");
        _ordinals = Numbers();
        _now = Scalar<DateTime>(NpgsqlTypes.NpgsqlDbType.TimestampTz);
        _needs = Texts("need of a hold");
    }

    public override bool Answers => true;

    public DateTime Now
    {
        set => _now.TypedValue = value;
    }

    public void Add(RecordOperation record, RecordOutcome outcome)
    {
        var (kind, due, reason) = record.Transition switch
        {
            RunTransition.Park park => (Departure.Park, park.DueAt, null),
            RunTransition.Hold hold => (Departure.Hold, null, hold.Reason),
            RunTransition.Release => (Departure.Release, (DateTimeOffset?)null, (string?)null),
            _ => throw new InvalidOperationException($"Automation bug: no statement for the transition {record.Transition}."),
        };
        AddRun(record);
        _kinds.Add((short)kind);
        _dueAt.Add(PostgresTime.Encode(due));
        _reasons.Add(reason);
        _needs.Add((record.Transition as RunTransition.Hold)?.Need);
        _ordinals.Add(_outcomes.Count);
        _outcomes.Add(outcome);
    }

    public override void Read(NpgsqlDataReader row) => _outcomes[(int)row.GetInt64(0)].Transitioned = true;

    public override void Clear()
    {
        base.Clear();
        _outcomes.Clear();
    }
}
