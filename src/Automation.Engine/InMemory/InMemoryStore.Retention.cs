namespace Automation.Storage;

public sealed partial class InMemoryStore
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListScopesAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return Transact<IReadOnlyList<string>>(
            data => [.. data.Events.Scopes.Union(data.Runs.Scopes, StringComparer.Ordinal).Union(data.Suggestions.Scopes, StringComparer.Ordinal)
                .Where(scope => string.CompareOrdinal(scope, after) > 0).Order(StringComparer.Ordinal).Take(limit)],
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<PurgeChunk> PurgeAsync(PurgeRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfLessThan(request.Limit, 1);
        return Transact(data => PurgeStep.Apply(data, request), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ForgetChunk> ForgetAsync(ForgetRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfLessThan(request.Limit, 1);
        return Transact(
            data => new ForgetChunk(
                data.Dedupe.RemoveBefore(request.KeysBefore, data.Undo), data.Chains.RemoveBefore(request.ChainsBefore, data.Undo), data.Budgets.RemoveBefore(request.BudgetsBefore, data.Undo), null),
            cancellationToken);
    }
}
