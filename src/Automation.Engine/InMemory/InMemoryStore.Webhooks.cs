namespace Automation.Storage;

public sealed partial class InMemoryStore
{
    /// <inheritdoc/>
    public Task<bool> SaveWebhookAsync(WebhookRecord webhook, long scopeVersion, long sharedVersion, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(webhook);
        return Transact(
            data => data.Rules.VersionOf(webhook.Scope) == scopeVersion && data.Rules.VersionOf(SharedScope.Name) == sharedVersion && data.Webhooks.Save(webhook),
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<WebhookRecord?> FindWebhookAsync(string id, CancellationToken cancellationToken) => Transact(data => data.Webhooks.Find(id), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<WebhookRecord>> ListWebhooksAsync(string scope, CancellationToken cancellationToken) => Transact(data => data.Webhooks.Of(scope), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> DeleteWebhookAsync(string scope, string id, CancellationToken cancellationToken) => Transact(data => data.Webhooks.Remove(scope, id), cancellationToken);
}
