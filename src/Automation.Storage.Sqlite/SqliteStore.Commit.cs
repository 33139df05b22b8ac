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
    public Task<StoredRule?> SaveRuleAsync(RuleSave save, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(save);
        return WriteAsync(session => session.Rules.Save(save), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool?> DeleteRuleAsync(RuleDeletion deletion, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(deletion);
        return WriteAsync(session => session.Rules.Delete(deletion), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<RuleSettingRecord?> SaveSettingAsync(SettingChange change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        return WriteAsync(session => session.Settings.Save(change), cancellationToken);
    }
}
