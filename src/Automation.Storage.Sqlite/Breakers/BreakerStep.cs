namespace Automation.Storage;

/// <summary>Saves breakers, inside a transaction that is already begun.</summary>
internal sealed class BreakerStep(SqliteConnectionHandle connection)
{
    private readonly Statement _put = connection.Prepare(BreakerSql.Put);
    private readonly Statement _raise = connection.Prepare(RuleSql.RaiseScope);
    private readonly ScopeVersions _scopes = new(connection);

    public bool Save(string scope, RuleBreaker breaker, long scopeVersion)
    {
        _scopes.Forget();
        if (_scopes.Of(scope) != scopeVersion)
        {
            return false;
        }

        _raise.With().Text(scope).Run();
        _put.With()
            .Text(scope).Text(breaker.Rule).Number(breaker.Until is null ? 0 : 1).Number(breaker.Failures).Time(breaker.ChangedAt).Time(breaker.Until).Text(breaker.Reason)
            .Run();
        return true;
    }
}
