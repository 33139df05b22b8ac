namespace Automation.Storage;

public sealed partial class SqliteStore
{
    /// <inheritdoc/>
    public Task<DueDebounces> ListDueDebouncesAsync(DateTimeOffset now, DebounceRecord? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return ReadAsync(session => session.Debounces.Due(now, after, limit), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<DebounceRecord>> ListDebouncesAsync(string scope, DebounceFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfLessThan(filter.Limit, 1, nameof(filter));
        return ReadAsync(session => session.Debounces.List(scope, filter), cancellationToken);
    }
}
