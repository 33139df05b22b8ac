using Automation.Diagnostics;
using Automation.Intake;
using Automation.Json;
using Automation.Previewing;
using Automation.Storage;
using Microsoft.Extensions.Logging;

namespace Automation.Webhooks;

/// <summary>Takes deliveries: lets in what is genuine, and says to everybody else one and the same.</summary>
internal sealed partial class WebhookReceiver(IAutomationStore store, EventIntake intake, TimeProvider time, AutomationDiagnostics diagnostics, ILogger<WebhookReceiver> logger)
{
    /// <summary>The code under which refusals are counted.</summary>
    private const string RefusedCode = "webhook-refused";

    private static readonly int MaxBytes = JsonLimits.Default.MaxBytes;

    /// <summary>The webhooks that were found corrupt, and with what revision.</summary>
    private readonly LastFaults<string> _corrupt = new();

    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    public async Task<WebhookReceipt> ReceiveAsync(string id, ReadOnlyMemory<byte> body, WebhookHeaders headers, CancellationToken cancellationToken)
    {
        PreviewMark.Refuse("receiving a webhook");
        if (body.Length > MaxBytes)
        {
            diagnostics.OnRejected(JsonCodes.TooLarge);
            return new WebhookReceipt { Status = WebhookStatus.TooLarge, Message = $"The body has {body.Length} bytes; {MaxBytes} are allowed." };
        }

        // A copy: the caller may use its buffer again while we wait for the store.
        var bytes = body.ToArray();

        // Asked anew for every delivery, so that what was switched off or replaced on another host is so here.
        var webhook = WebhookText.IsId(id) ? await FindAsync(id, cancellationToken).ConfigureAwait(false) : null;
        if (Verify(webhook, headers, bytes) is not { } stored || webhook is null)
        {
            LogRefused(ShortText.Cut(id), webhook is null ? "there is no such webhook" : "its secret, signature or time is wrong, or the webhook is disabled");
            return Refuse();
        }

        try
        {
            var result = await intake.AcceptDeliveryAsync(webhook, bytes, KeyOf(stored, headers), cancellationToken).ConfigureAwait(false);
            if (result is null)
            {
                if (await intake.LacksTriggerAsync(webhook, cancellationToken).ConfigureAwait(false))
                {
                    throw Lacking(webhook);
                }

                LogRefused(id, $"scope '{webhook.Scope}' has no rule '{webhook.Rule}' with a webhook trigger '{webhook.Trigger}'");
                return Refuse();
            }

            return new WebhookReceipt { Status = result.Duplicate ? WebhookStatus.Replayed : WebhookStatus.Accepted, EventId = result.EventId, Scope = webhook.Scope };
        }
        catch (EventRejectedException rejected)
        {
            return new WebhookReceipt { Status = rejected.Code == DedupeKeys.ConflictCode ? WebhookStatus.Conflict : WebhookStatus.Invalid, Message = rejected.Message };
        }
    }

    private async Task<WebhookRecord?> FindAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return await store.FindWebhookAsync(id, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreFormatException)
        {
            NoteCorrupt(id, "unknown", "none");
            return null;
        }
    }

    /// <summary>Whoever sent it may come in, and must not be told otherwise by a host that has another build than the one that made the webhook.</summary>
    private AutomationUnavailableException Lacking(WebhookRecord webhook)
    {
        var message = $"This host's build has no rule '{webhook.Rule}' with a webhook trigger '{webhook.Trigger}', and none of the name is stored in scope '{webhook.Scope}'; nothing was stored. "
            + $"Let the delivery be sent again to a host that has it, or delete webhook '{webhook.Id}'.";
        LogLacking(message);
        return new AutomationUnavailableException(message);
    }

    /// <summary>What is stored of a webhook, when the delivery is genuine; else null.</summary>
    private WebhookBody? Verify(WebhookRecord? webhook, WebhookHeaders headers, byte[] body)
    {
        var isSound = false;
        try
        {
            return WebhookVerifier.Verify(webhook?.Body, headers, body, time.GetUtcNow(), out isSound);
        }
        catch (System.Text.Json.JsonException)
        {
            // What is stored of it cannot be read: it lets nothing in, and its owner hears of it.
            return null;
        }
        finally
        {
            if (!isSound && webhook is not null)
            {
                NoteCorrupt(webhook.Id, webhook.Scope, $"{webhook.Revision}");
            }
        }
    }

    /// <summary>Its owner hears of it, once: whoever knows its address may knock as often as he likes.</summary>
    private void NoteCorrupt(string webhook, string scope, string revision)
    {
        if (_corrupt.IsNews(webhook, revision))
        {
            LogCorrupt(webhook, scope);
        }
    }

    private WebhookReceipt Refuse()
    {
        diagnostics.OnRejected(RefusedCode);
        return new WebhookReceipt { Status = WebhookStatus.Refused };
    }

    /// <summary>By what the sender knows a delivery again. Only what is signed counts where there is a signature.</summary>
    private static string? KeyOf(WebhookBody webhook, WebhookHeaders headers) =>
        (WebhookCheck)webhook.Check == WebhookCheck.Signature ? headers.Id : headers.Id ?? headers.Key;

    // Of whoever may knock: said to who asks for it, so that nobody outside can fill a log.
    [LoggerMessage(170, LogLevel.Debug, "A delivery to webhook '{Webhook}' was refused: {Why}.")]
    private partial void LogRefused(string webhook, string why);

    [LoggerMessage(172, LogLevel.Warning, "A genuine delivery was not taken: {Why}")]
    private partial void LogLacking(string why);

    [LoggerMessage(171, LogLevel.Error, "What is stored of webhook '{Webhook}' of scope '{Scope}' is corrupt; its deliveries are refused. Delete it, and make another one.")]
    private partial void LogCorrupt(string webhook, string scope);
}
