namespace Automation.Storage;

/// <summary>Finds what nothing will ever move. Reads rows of any form: what it looks for are the broken ones.</summary>
internal sealed class Diagnosis(SqliteConnectionHandle connection)
{
    private readonly Statement _ownedByOther = connection.Prepare(DiagnosisSql.OwnedByOther, "live");
    private readonly Statement _restsWithSignals = connection.Prepare(DiagnosisSql.RestsWithSignals, "live");
    private readonly Statement _idleForNothing = connection.Prepare(DiagnosisSql.IdleForNothing, "live");
    private readonly Statement _blockedForNothing = connection.Prepare(DiagnosisSql.BlockedForNothing, "live");
    private readonly Statement _queuedForNothing = connection.Prepare(DiagnosisSql.QueuedForNothing, "live");
    private readonly Statement _heldWithWake = connection.Prepare(DiagnosisSql.HeldWithWake, "live");
    private readonly Statement _parkedAsCorrupt = connection.Prepare(DiagnosisSql.ParkedAsCorrupt, "live");
    private readonly Statement _badLive = connection.Prepare(DiagnosisSql.BadLive, "live");
    private readonly Statement _miscounted = connection.Prepare(DiagnosisSql.Miscounted, "live");
    private readonly Statement _withoutRun = connection.Prepare(DiagnosisSql.WithoutRun, "live");
    private readonly Statement _needy = connection.Prepare(DiagnosisSql.Needy, "live");
    private readonly Statement _readyForNothing = connection.Prepare(DiagnosisSql.ReadyForNothing, "live");
    private readonly Statement _dueForNothing = connection.Prepare(DiagnosisSql.DueForNothing, "live");
    private readonly Statement _unbalanced = connection.Prepare(DiagnosisSql.Unbalanced, "budget");

    public IReadOnlyList<string> Run(DateTimeOffset now, long? roomy)
    {
        var lines = new List<string>();
        Add(lines, _ownedByOther.With(), rows => $"is owned by node {rows.NumberOrNull(1)}, which is not the current one.");
        Add(lines, _restsWithSignals.With(), rows => $"rests in state {(LiveState)rows.Number(1)} with {rows.Number(2)} unconsumed signals.");
        Add(lines, _idleForNothing.With(), _ => "is idle, but has no wait and no deferred step: no signal can come.");
        Add(lines, _blockedForNothing.With(), _ => "waits for a permit although there is one.");
        Add(lines, _queuedForNothing.With(), _ => "waits for a run about the same to end although there is none.");
        Add(lines, _heldWithWake.With(), rows => $"is in state {(LiveState)rows.Number(1)} with an unconsumed cancel or release.");
        Add(lines, _parkedAsCorrupt.With(), rows => $"is parked. {rows.TextOrNull(1)}");
        Add(lines, _badLive.With().Number(SqliteTime.Least).Number(SqliteTime.Greatest), Describe);
        Add(lines, _miscounted.With(), rows => $"counts {rows.Number(1)} signals, but has {rows.Number(2)}.");
        Add(lines, _withoutRun.With(), _ => "has a live row, but no run row.");
        Add(lines, _needy.With().Time(now - Overdue.Needed), rows => $"waits since {rows.Time(2).UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'} for a host that has '{rows.Text(1)}'.");
        Add(lines, _readyForNothing.With().Time(now - Overdue.Ready).Number(roomy), rows => $"is ready since {rows.Time(1).UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}, and the process that works, which has room, does not take it.");
        Add(lines, _dueForNothing.With().Time(now - Overdue.Ready).Number(roomy), rows => $"is due since {rows.Time(1).UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}, and the process that works, which has room, does not take it.");
        AddBudgets(lines);
        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    private static string Describe(Rows rows) =>
        $"has a corrupt live row: state {rows.TextOrNull(1)}, owner {rows.TextOrNull(2)}, due {rows.TextOrNull(3)}, "
        + $"claim {rows.TextOrNull(4)}, rescues {rows.TextOrNull(5)}, signals {rows.TextOrNull(6)}. Repair or delete it by hand.";

    private static void Add(List<string> lines, Statement statement, DescribeRow describe)
    {
        using var rows = statement.Query();
        while (rows.Next())
        {
            var key = rows.Text(0);
            var name = Guid.TryParseExact(key, "N", out var id) ? new RunId(id).ToString() : $"0x{key}";
            lines.Add($"Run '{name}' {describe(rows)}");
        }
    }

    private void AddBudgets(List<string> lines)
    {
        using var rows = _unbalanced.With().Query();
        while (rows.Next())
        {
            lines.Add(new BudgetRecord(new BudgetKey(rows.Text(1), rows.Text(2)), rows.Number(3), rows.Number(4)).DescribeImbalance(rows.Text(0), rows.Number(5)));
        }
    }

    private delegate string DescribeRow(Rows rows);
}
