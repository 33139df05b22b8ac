namespace Automation.Storage;

public sealed partial class SqliteStore
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<OperationResult>> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.ThrowIfInvalid();
        return WriteAsync(
            session =>
            {
                if (batch.Node is { } node)
                {
                    session.Nodes.ThrowIfFenced(node);
                }

                return session.Commits.Apply(batch);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredRun>> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return WriteAsync(
            session =>
            {
                session.Nodes.ThrowIfFenced(request.Node);
                return session.Claims.Apply(request, ref _cursor);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<StoredRule?> SaveRuleAsync(StoredRule rule, IReadOnlyList<ScheduleRecord> schedules, int? expectedVersion, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(schedules);
        return WriteAsync(session => session.Rules.Save(rule, schedules, expectedVersion), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> DeleteRuleAsync(string scope, string rule, CancellationToken cancellationToken) =>
        WriteAsync(session => session.Rules.Delete(scope, rule), cancellationToken);

    /// <inheritdoc/>
    public Task<RuleSettingRecord?> SaveSettingAsync(SettingChange change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        return WriteAsync(session => session.Settings.Save(change), cancellationToken);
    }
}
