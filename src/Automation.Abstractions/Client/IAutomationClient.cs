namespace Automation;

/// <summary>The way in for hosts. What is done with events and runs is done in a scope.</summary>
/// <remarks>A singleton; thread-safe.</remarks>
public interface IAutomationClient
{
    /// <summary>Everything a host can do in one scope.</summary>
    /// <param name="scope">The project, tenant or workspace: 1 to 128 of <c>A–Z a–z 0–9 . _ : @ -</c>.</param>
    /// <exception cref="ArgumentException"><paramref name="scope"/> is not such a name.</exception>
    IScopedAutomation In(string scope);

    /// <summary>The rules that are stored as JSON for all scopes: for the host itself, and none of its tenants.</summary>
    ISharedRules SharedRules { get; }

    /// <summary>Takes what was delivered to a webhook of whatever scope, as an HTTP endpoint received it: checks it by the webhook's secret, and accepts it as an event that starts the webhook's rule.</summary>
    /// <remarks>
    /// <para>Who sends what is not let in learns nothing: whether there is no such webhook, or its secret is another one, the answer and the work for it are the same. The same delivery to the webhook again (<c>webhook-id</c>) is answered
    /// with the first one's event, and starts nothing. Everything else is as with <see cref="IScopedAutomation.PublishJsonAsync"/>.</para>
    /// <para>Headers that are read: <c>webhook-id</c>, <c>webhook-timestamp</c> and <c>webhook-signature</c>; <c>X-Webhook-Secret</c> and <c>Idempotency-Key</c> where the webhook is checked by <see cref="WebhookCheck.Secret"/>.
    /// A secret in the address is never read. Any content type will do whose bytes are JSON.</para>
    /// </remarks>
    /// <param name="webhookId">The webhook's id, as the address has it.</param>
    /// <param name="body">The body as it came, byte for byte: 256 KiB of JSON at most.</param>
    /// <param name="header">A header's value by its name, whatever its case; null when there is none.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="AutomationUnavailableException">The store cannot be reached, or its answer is unknown; or the delivery is genuine, and its rule or trigger is neither stored nor in this build. Answer 503, and the sender sends it again.</exception>
    Task<WebhookReceipt> ReceiveWebhookAsync(string webhookId, ReadOnlyMemory<byte> body, Func<string, string?> header, CancellationToken cancellationToken = default);

    /// <summary>What nothing will ever move by itself, in all scopes: runs, and what else of the store is not as it should be. A sentence each, for a person, in no order that means anything; empty when all is well.</summary>
    /// <remarks>
    /// <para>Asks the store once, which looks through everything that has not ended, and this host what it has in memory. For a health check that is asked now and then, not each second; for the host itself, and none of its tenants.</para>
    /// <para>A look at one moment. A host that died is named until another one has taken over, which takes no longer than <c>AutomationOptions.Lease</c> and 6 seconds: what is named twice, so far apart, is stuck. A run of this host that is not in its memory is
    /// looked after as soon as it is named.</para>
    /// </remarks>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="AutomationUnavailableException">The store cannot be reached.</exception>
    Task<IReadOnlyList<string>> DiagnoseAsync(CancellationToken cancellationToken = default);
}
