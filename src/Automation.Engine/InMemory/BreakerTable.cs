namespace Automation.Storage;

/// <summary>The breakers that ever opened.</summary>
internal sealed class BreakerTable
{
    private readonly Dictionary<string, SortedDictionary<string, RuleBreaker>> _scopes = new(StringComparer.Ordinal);

    public IReadOnlyList<RuleBreaker> Of(string scope) => _scopes.TryGetValue(scope, out var rows) ? [.. rows.Values] : [];

    public void Set(string scope, RuleBreaker breaker)
    {
        if (!_scopes.TryGetValue(scope, out var rows))
        {
            _scopes.Add(scope, rows = new(StringComparer.Ordinal));
        }

        rows[breaker.Rule] = breaker with { ChangedAt = breaker.ChangedAt.ToUniversalTime(), Until = breaker.Until?.ToUniversalTime() };
    }
}
