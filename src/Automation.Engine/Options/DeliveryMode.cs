using System.Text.Json.Serialization;

namespace Automation;

/// <summary>What a crash in mid-step means. The names are stored.</summary>
[JsonConverter(typeof(WordJsonConverter<DeliveryMode>))]
public enum DeliveryMode
{
    /// <summary>The handler is called again with the same idempotency key.</summary>
    AtLeastOnce = 1,

    /// <summary>A start mark is committed before the call, at the price of one more commit; after a crash the outcome is uncertain and the step fails with code <c>uncertain</c>.</summary>
    /// <remarks>Where several hosts share a store, it fails when its timeout is over, counted from the start mark: until then the former host may still be at work. On SQLite it fails at once.</remarks>
    AtMostOnce = 2,
}
