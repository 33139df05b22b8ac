namespace Automation.Storage;

public sealed partial class InMemoryStore
{
    /// <inheritdoc/>
    public Task<DueDebounces> ListDueDebouncesAsync(DateTimeOffset now, DebounceRecord? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return Transact(data => data.Debounces.Due(now, after, limit), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<DebounceRecord>> ListDebouncesAsync(string scope, DebounceFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfLessThan(filter.Limit, 1, nameof(filter));
        return Transact<IReadOnlyList<DebounceRecord>>(data => [.. data.Debounces.List(scope, filter)], cancellationToken);
    }
}
