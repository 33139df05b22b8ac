using Npgsql;

namespace Automation.Storage;

internal sealed partial class PostgresStore
{
    private readonly WebhookSql _webhookSql = new(options.QuotedSchema);

    /// <inheritdoc/>
    public Task<bool> SaveWebhookAsync(WebhookRecord webhook, long scopeVersion, long sharedVersion, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(webhook);
        foreach (var (text, what) in ((string?, string)[])
            [(webhook.Id, "webhook's id"), (webhook.Scope, "scope"), (webhook.Rule, "rule's name"), (webhook.Trigger, "trigger's id"), (webhook.Body, "webhook")])
        {
            PostgresText.Check(text, what);
        }

        ThrowIfNotOpen();
        return WriteOnPoolAsync("Saving a webhook failed", connection => SaveAsync(connection, webhook, scopeVersion, sharedVersion, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<WebhookRecord?> FindWebhookAsync(string id, CancellationToken cancellationToken) => !PostgresText.CanKeep(id) ? Task.FromResult<WebhookRecord?>(null) : ReadAsync(
        async connection => await FirstAsync(connection, _webhookSql.Find, ReadWebhook, cancellationToken, id).ConfigureAwait(false), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<WebhookRecord>> ListWebhooksAsync(string scope, CancellationToken cancellationToken) =>
        !PostgresText.CanKeep(scope) ? Task.FromResult<IReadOnlyList<WebhookRecord>>([]) : ReadAsync<IReadOnlyList<WebhookRecord>>(
            async connection =>
            {
                var webhooks = await AllAsync(connection, _webhookSql.Of, ReadWebhook, cancellationToken, scope).ConfigureAwait(false);

                // The database orders by bytes; the port by UTF-16.
                webhooks.Sort((left, right) => string.CompareOrdinal(left.Rule, right.Rule) is var byRule and not 0 ? byRule : string.CompareOrdinal(left.Trigger, right.Trigger));
                return webhooks;
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<bool> DeleteWebhookAsync(string scope, string id, CancellationToken cancellationToken)
    {
        ThrowIfNotOpen();
        return !PostgresText.CanKeep(scope) || !PostgresText.CanKeep(id) ? Task.FromResult(false) : WriteOnPoolAsync(
            "Deleting a webhook failed", connection => DeleteWebhookAsync(connection, scope, id, cancellationToken), cancellationToken);
    }

    private async Task<bool> DeleteWebhookAsync(NpgsqlConnection connection, string scope, string id, CancellationToken cancellationToken)
    {
        var transaction = await BeginChangeAsync(connection, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var deleted = await RunAsync(connection, _webhookSql.Delete, cancellationToken, scope, id).ConfigureAwait(false) == 1;
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return deleted;
        }
    }

    private async Task<bool> SaveAsync(NpgsqlConnection connection, WebhookRecord webhook, long scopeVersion, long sharedVersion, CancellationToken cancellationToken)
    {
        var transaction = await BeginChangeAsync(connection, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            using var hold = Command(connection, _webhookSql.HoldScope, webhook.Scope);
            var saved = (await hold.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) as long? ?? 0) == scopeVersion
                && await HoldSharedAsync(connection, sharedVersion, cancellationToken).ConfigureAwait(false)
                && (webhook.Revision == 1
                    ? await RunAsync(connection, _webhookSql.Insert, cancellationToken, webhook.Id, webhook.Scope, webhook.Rule, webhook.Trigger, webhook.Body).ConfigureAwait(false)
                    : await RunAsync(
                        connection, _webhookSql.Update, cancellationToken, webhook.Id, webhook.Scope, webhook.Rule, webhook.Trigger, webhook.Body, webhook.Revision - 1).ConfigureAwait(false)) == 1;
            if (saved)
            {
                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await transaction.RollbackAsync(cancellationToken).ConfigureAwait(false);
            }

            return saved;
        }
    }

    /// <summary>A deleted rule loses its webhooks; one that all scopes shared, in all of them.</summary>
    private Task<int> DeleteWebhooksAsync(NpgsqlConnection connection, string scope, string rule, CancellationToken cancellationToken) =>
        scope == SharedScope.Name
            ? RunAsync(connection, _webhookSql.DeleteOfShared, cancellationToken, rule)
            : RunAsync(connection, _webhookSql.DeleteOf, cancellationToken, scope, rule);

    private static WebhookRecord ReadWebhook(NpgsqlDataReader row) => new()
    {
        Id = row.GetString(0), Scope = row.GetString(1), Rule = row.GetString(2), Trigger = row.GetString(3), Revision = row.GetInt32(4), Body = row.GetString(5),
    };
}
