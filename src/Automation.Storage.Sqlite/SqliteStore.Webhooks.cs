namespace Automation.Storage;

public sealed partial class SqliteStore
{
    /// <inheritdoc/>
    public Task<bool> SaveWebhookAsync(WebhookRecord webhook, long scopeVersion, long sharedVersion, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(webhook);
        return WriteAsync(session => session.Webhooks.Save(webhook, scopeVersion, sharedVersion), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<WebhookRecord?> FindWebhookAsync(string id, CancellationToken cancellationToken) => ReadAsync(session => session.Webhooks.Find(id), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<WebhookRecord>> ListWebhooksAsync(string scope, CancellationToken cancellationToken) => ReadAsync(session => session.Webhooks.Of(scope), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> DeleteWebhookAsync(string scope, string id, CancellationToken cancellationToken) => WriteAsync(session => session.Webhooks.Delete(scope, id), cancellationToken);
}
