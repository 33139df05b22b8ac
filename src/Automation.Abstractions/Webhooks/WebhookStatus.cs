using System.Text.Json.Serialization;

namespace Automation;

/// <summary>What became of a delivery.</summary>
[JsonConverter(typeof(WordJsonConverter<WebhookStatus>))]
public enum WebhookStatus
{
    /// <summary>It is stored as an event, with its run or why there is none.</summary>
    Accepted = 1,

    /// <summary>It was accepted before; nothing new was stored.</summary>
    Replayed = 2,

    /// <summary>It does not prove that it may come in: an unknown or disabled webhook, a wrong or missing secret, a signature that is too old or of another body. One answer for all of them.</summary>
    Refused = 3,

    /// <summary>The body has more than 256 KiB. Said before anything else is looked at.</summary>
    TooLarge = 4,

    /// <summary>The sender is known, and the body is no JSON that can be stored, or the delivery's id is none.</summary>
    Invalid = 5,

    /// <summary>The sender is known, and used the delivery's id before for another body.</summary>
    Conflict = 6,
}
