using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Automation.Storage;

namespace Automation.Webhooks;

/// <summary>What is stored of a webhook beside its keys, as JSON. The names are stored; what a newer build wrote and this one does not know is kept.</summary>
internal sealed record WebhookBody
{
    // Without escapes, which would have some secrets take longer to read than others.
    private static readonly JsonSerializerOptions Form = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public required int Check { get; init; }

    public required string Secret { get; init; }

    /// <summary>The secret before it; null when there is none, or none that counts at all.</summary>
    public string? Former { get; init; }

    public DateTimeOffset? FormerUntil { get; init; }

    public bool? Disabled { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public string? CreatedBy { get; init; }

    public DateTimeOffset? RotatedAt { get; init; }

    public string? RotatedBy { get; init; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; init; }

    /// <exception cref="StoreFormatException">The body is none of ours. Nothing of it is said: there are secrets in it.</exception>
    public static WebhookBody Read(WebhookRecord webhook)
    {
        try
        {
            return Read(webhook.Body);
        }
        catch (JsonException)
        {
            throw new StoreFormatException($"What is stored of webhook '{webhook.Id}' of scope '{webhook.Scope}' is corrupt.");
        }
    }

    public static WebhookBody Read(string body) => JsonSerializer.Deserialize<WebhookBody>(body, Form) ?? throw new JsonException("It is null.");

    public string Write() => JsonSerializer.Serialize(this, Form);

    /// <summary>The secret before the present one, as long as it counts.</summary>
    public string? FormerAt(DateTimeOffset now) => now < FormerUntil ? Former : null;

    public Webhook Show(WebhookRecord record, DateTimeOffset now) => new()
    {
        Id = record.Id,
        Rule = record.Rule,
        TriggerId = record.Trigger,
        Check = (WebhookCheck)Check,
        Enabled = Disabled is not true,
        CreatedAt = CreatedAt,
        CreatedBy = CreatedBy,
        RotatedAt = RotatedAt,
        RotatedBy = RotatedBy,
        FormerUntil = FormerAt(now) is null ? null : FormerUntil,
    };

    public override string ToString() => nameof(WebhookBody);
}
