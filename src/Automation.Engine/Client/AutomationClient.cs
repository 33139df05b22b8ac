using Automation.Caching;
using Automation.Hosting;
using Automation.Intake;
using Automation.Webhooks;

namespace Automation.Client;

internal sealed class AutomationClient(AutomationEngine engine) : IAutomationClient
{
    /// <summary>Made again for a scope that was not asked for lately.</summary>
    private readonly RecentEntries<string, ScopedAutomation> _scopes = new(50_000, StringComparer.Ordinal);

    public ISharedRules SharedRules { get; } = new SharedRules(engine);

    public Task<WebhookReceipt> ReceiveWebhookAsync(string webhookId, ReadOnlyMemory<byte> body, Func<string, string?> header, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(webhookId);
        ArgumentNullException.ThrowIfNull(header);
        return engine.Parts.Webhooks.ReceiveAsync(webhookId, body, WebhookHeaders.Read(header), cancellationToken).AskAsync();
    }

    public IScopedAutomation In(string scope)
    {
        CheckScope(scope);
        return _scopes.TryGet(scope, out var known) ? known : _scopes.GetOrAdd(scope, new ScopedAutomation(scope, engine));
    }

    public Task<IReadOnlyList<string>> DiagnoseAsync(CancellationToken cancellationToken = default) => engine.DiagnoseAsync(cancellationToken).AskAsync();

    /// <exception cref="ArgumentException">The scope is not a name.</exception>
    public static void CheckScope(string scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        if (!IntakeNames.IsScope(scope))
        {
            throw new ArgumentException(
                $"The scope {Json.ShortText.Quote(scope)} is not a name: 1 to 128 of A-Z a-z 0-9 . _ : @ - are allowed.", nameof(scope));
        }
    }
}
