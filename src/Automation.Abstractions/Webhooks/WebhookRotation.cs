namespace Automation;

/// <summary>What may be said about a change of a webhook's secret.</summary>
public sealed record WebhookRotation
{
    /// <summary>The next secret, as <see cref="WebhookOptions.Secret"/>.</summary>
    /// <value>Null, the default: 32 random bytes, written with <c>whsec_</c>.</value>
    public string? Secret { get; init; }

    /// <summary>For how long the present secret goes on to count, so that senders can change: up to 24 hours. Zero for one that others have come to know. The one before it ends at once. Where <see cref="Secret"/> is the present one already, the former one ends so soon, and never later than it would have.</summary>
    /// <value>The default is 24 hours.</value>
    public TimeSpan KeepFormer { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Who changes it; stored with it; cut off after <see cref="TextLimits.AuthorBytes"/>.</summary>
    /// <value>Null, the default: not said.</value>
    public string? Author { get; init; }

    /// <summary>Without the secret.</summary>
    public override string ToString() => $"{nameof(WebhookRotation)} {{ KeepFormer = {KeepFormer}, Author = {Author} }}";
}
