namespace Automation.Storage;

public sealed partial class SqliteStore
{
    /// <inheritdoc/>
    public Task<bool> SaveBreakerAsync(string scope, RuleBreaker breaker, long scopeVersion, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(breaker);
        return WriteAsync(session => session.Breakers.Save(scope, breaker, scopeVersion), cancellationToken);
    }
}
