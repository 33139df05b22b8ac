namespace Automation.Storage;

public sealed partial class InMemoryStore
{
    /// <inheritdoc/>
    public Task<bool> SaveBreakerAsync(string scope, RuleBreaker breaker, long scopeVersion, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(breaker);
        return Transact(
            data =>
            {
                if (data.Rules.VersionOf(scope) != scopeVersion)
                {
                    return false;
                }

                data.Rules.Raise(scope);
                data.Breakers.Set(scope, breaker);
                return true;
            },
            cancellationToken);
    }
}
