namespace Automation.Storage;

/// <summary>The columns of a run that single reads and lists share; they come first, in this order.</summary>
internal static class RunColumns
{
    public static RunRecord Read(Rows rows) => new()
    {
        Id = new RunId(rows.Id(0)),
        Scope = rows.Text(1),
        Rule = rows.Text(2),
        RuleHash = rows.Text(3),
        Subject = rows.TextOrNull(4),
        TriggerKind = rows.Enum<TriggerKind>(5),
        TriggerId = rows.Text(6),
        EventId = rows.IdOrNull(7) is { } @event ? new AutomationEventId(@event) : null,
        At = rows.Time(8),
        RerunOf = rows.IdOrNull(9) is { } rerun ? new RunId(rerun) : null,
    };
}
