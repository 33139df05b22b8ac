namespace Automation;

/// <summary>What may be said about a webhook that is made.</summary>
public sealed record WebhookOptions
{
    /// <summary>The trigger that deliveries start the rule by.</summary>
    /// <value>Null, the default: the only webhook trigger that the rule has.</value>
    public string? TriggerId { get; init; }

    /// <summary>How deliveries are checked.</summary>
    /// <value>The default is <see cref="WebhookCheck.Signature"/>.</value>
    public WebhookCheck Check { get; init; } = WebhookCheck.Signature;

    /// <summary>A secret that the sender has already: 24 to 128 printable characters of ASCII without spaces. With <c>whsec_</c> before it, as Standard Webhooks writes secrets, it is base64 of 24 to 64 bytes, which sign; else the characters themselves do.</summary>
    /// <value>Null, the default: 32 random bytes, written with <c>whsec_</c>.</value>
    public string? Secret { get; init; }

    /// <summary>Who makes it; stored with it; cut off after <see cref="TextLimits.AuthorBytes"/>.</summary>
    /// <value>Null, the default: not said.</value>
    public string? Author { get; init; }

    /// <summary>Without the secret.</summary>
    public override string ToString() => $"{nameof(WebhookOptions)} {{ TriggerId = {TriggerId}, Check = {Check}, Author = {Author} }}";
}
