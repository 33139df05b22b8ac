namespace Automation.Storage;

/// <summary>Saves and deletes webhooks, inside a transaction that is already begun.</summary>
internal sealed class WebhookStep(SqliteConnectionHandle connection)
{
    private readonly Statement _insert = connection.Prepare(WebhookSql.Insert);
    private readonly Statement _update = connection.Prepare(WebhookSql.Update);
    private readonly Statement _delete = connection.Prepare(WebhookSql.Delete);
    private readonly Statement _deleteOf = connection.Prepare(WebhookSql.DeleteOf);
    private readonly Statement _deleteOfShared = connection.Prepare(WebhookSql.DeleteOfShared);
    private readonly ScopeVersions _scopes = new(connection);

    public bool Save(WebhookRecord webhook, long scopeVersion, long sharedVersion)
    {
        _scopes.Forget();
        return _scopes.Of(webhook.Scope) == scopeVersion && _scopes.Of(SharedScope.Name) == sharedVersion
            && (webhook.Revision == 1
                ? _insert.With().Text(webhook.Id).Text(webhook.Scope).Text(webhook.Rule).Text(webhook.Trigger).Text(webhook.Body).Run() == 1
                : _update.With().Text(webhook.Body).Text(webhook.Id).Text(webhook.Scope).Text(webhook.Rule).Text(webhook.Trigger).Number(webhook.Revision - 1).Run() == 1);
    }

    public bool Delete(string scope, string id) => _delete.With().Text(scope).Text(id).Run() == 1;

    /// <summary>A deleted rule loses its webhooks; one that all scopes shared, in all of them.</summary>
    public void DeleteOf(string scope, string rule)
    {
        if (scope == SharedScope.Name)
        {
            _deleteOfShared.With().Text(rule).Run();
        }
        else
        {
            _deleteOf.With().Text(scope).Text(rule).Run();
        }
    }
}
