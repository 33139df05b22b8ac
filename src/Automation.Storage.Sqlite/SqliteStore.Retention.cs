namespace Automation.Storage;

public sealed partial class SqliteStore
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListScopesAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return ReadAsync(session => session.Scopes.List(after, limit), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<PurgeChunk> PurgeAsync(PurgeRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfLessThan(request.Limit, 1);
        return WriteAsync(session => session.Purges.Apply(request), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ForgetChunk> ForgetAsync(ForgetRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfLessThan(request.Limit, 1);
        return WriteAsync(session => session.Forgets.Apply(request), cancellationToken);
    }
}
