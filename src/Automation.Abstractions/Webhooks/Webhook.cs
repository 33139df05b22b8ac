namespace Automation;

/// <summary>A way in from outside for one trigger of a rule in one scope. Without its secret, which is told once.</summary>
public sealed record Webhook
{
    /// <summary>Its public id, the last part of the address that senders use: 43 of <c>A–Z a–z 0–9 _ -</c> that nobody can guess. No other scope has the same; it stays through every edit of the rule and every change of the secret.</summary>
    public required string Id { get; init; }

    /// <summary>The rule.</summary>
    public required string Rule { get; init; }

    /// <summary>The rule's trigger.</summary>
    public required string TriggerId { get; init; }

    /// <summary>How deliveries are checked.</summary>
    public required WebhookCheck Check { get; init; }

    /// <summary>Whether deliveries are let in. One that is switched off refuses them as if it did not exist; so does one of which what is stored is corrupt, which is false here, too, until it is deleted or has another secret.</summary>
    public required bool Enabled { get; init; }

    /// <summary>When it was made, UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who made it; null when not said.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>When the present secret replaced the former one, UTC; null when it is the first.</summary>
    public DateTimeOffset? RotatedAt { get; init; }

    /// <summary>Who replaced it; null when not said, or never.</summary>
    public string? RotatedBy { get; init; }

    /// <summary>When it was switched on or off last, UTC; null when it never was.</summary>
    public DateTimeOffset? SwitchedAt { get; init; }

    /// <summary>Who did so; null when not said, or never.</summary>
    public string? SwitchedBy { get; init; }

    /// <summary>Until when the former secret counts, too, UTC; null when it does not any more.</summary>
    public DateTimeOffset? FormerUntil { get; init; }
}
