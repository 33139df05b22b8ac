namespace Automation.Storage;

/// <summary>The statements by which nodes work on runs. Tests leave a condition out of one of them and see what it was good for.</summary>
internal sealed class WorkSql(string schema)
{
    public CommitSql Commit { get; init; } = new(schema);

    public ClaimSql Claim { get; init; } = new(schema);

    public PermitSql Permit { get; init; } = new(schema);

    public ScheduleSql Schedule { get; init; } = new(schema);

    public DebounceSql Debounce { get; init; } = new(schema);

    public BudgetSql Budget { get; init; } = new(schema);

    public NodeSql Node { get; init; } = new(schema);
}
