namespace Automation;

/// <summary>The answer to a delivery: what to tell its sender, and what stays here.</summary>
public sealed record WebhookReceipt
{
    /// <summary>What became of it.</summary>
    public required WebhookStatus Status { get; init; }

    /// <summary>The HTTP status that says so: 202, 401, 413, 400 or 422. Any but 202 means that nothing was stored.</summary>
    public int HttpStatus => Status switch
    {
        WebhookStatus.Accepted or WebhookStatus.Replayed => 202,
        WebhookStatus.TooLarge => 413,
        WebhookStatus.Invalid => 400,
        WebhookStatus.Conflict => 422,
        _ => 401,
    };

    /// <summary>The event; of one that was replayed, that which was accepted first. Null when nothing was stored. May be told to the sender.</summary>
    public AutomationEventId? EventId { get; init; }

    /// <summary>The scope of the event, for <see cref="IScopedAutomation.WhyAsync(AutomationEventId, CancellationToken)"/>; null when nothing was stored. Not for the sender.</summary>
    public string? Scope { get; init; }

    /// <summary>What is wrong, as a sentence that may be told to the sender; null when nothing is, and for a refusal, which gives no reason.</summary>
    public string? Message { get; init; }
}
