namespace Automation.Storage;

public sealed partial class InMemoryStore
{
    /// <inheritdoc/>
    public Task<DueDebounces> ListDueDebouncesAsync(DateTimeOffset now, DebounceRecord? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return Transact(data => data.Debounces.Due(now, after, limit), cancellationToken);
    }
}
