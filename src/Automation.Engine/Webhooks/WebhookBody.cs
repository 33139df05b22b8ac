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

    /// <summary>The present secret; null when what is stored is corrupt.</summary>
    public required string? Secret { get; init; }

    /// <summary>The secret before it; null when there is none, or none that counts at all.</summary>
    public string? Former { get; init; }

    public DateTimeOffset? FormerUntil { get; init; }

    public bool? Disabled { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public string? CreatedBy { get; init; }

    public DateTimeOffset? RotatedAt { get; init; }

    public string? RotatedBy { get; init; }

    public DateTimeOffset? SwitchedAt { get; init; }

    public string? SwitchedBy { get; init; }

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
            throw new StoreFormatException($"What is stored of webhook '{webhook.Id}' of scope '{webhook.Scope}' is corrupt. Delete it, and make another one.");
        }
    }

    public static WebhookBody Read(string body) => JsonSerializer.Deserialize<WebhookBody>(body, Form) ?? throw new JsonException("It is null.");

    public string Write() => JsonSerializer.Serialize(this, Form);

    /// <summary>The secret before the present one, as long as it counts.</summary>
    public string? FormerAt(DateTimeOffset now) => now < FormerUntil ? Former : null;

    /// <summary>Whether what counts is what a secret must be. Where it is not, since somebody cleared it, nothing may come in.</summary>
    public bool IsSoundAt(DateTimeOffset now) => WebhookText.FaultOf(Secret) is null && (FormerAt(now) is not { } former || WebhookText.FaultOf(former) is null);

    /// <summary>What is known of a webhook; of one that cannot be read only what is beside its body, and that it lets nothing in.</summary>
    public static Webhook ShowOf(WebhookRecord record, DateTimeOffset now)
    {
        try
        {
            return Read(record.Body).Show(record, now);
        }
        catch (JsonException)
        {
            return new Webhook { Id = record.Id, Rule = record.Rule, TriggerId = record.Trigger, Check = WebhookCheck.Signature, Enabled = false, CreatedAt = default };
        }
    }

    public Webhook Show(WebhookRecord record, DateTimeOffset now) => new()
    {
        Id = record.Id,
        Rule = record.Rule,
        TriggerId = record.Trigger,
        Check = (WebhookCheck)Check,
        Enabled = Disabled is not true && IsSoundAt(now),
        CreatedAt = CreatedAt,
        CreatedBy = CreatedBy,
        RotatedAt = RotatedAt,
        RotatedBy = RotatedBy,
        SwitchedAt = SwitchedAt,
        SwitchedBy = SwitchedBy,
        FormerUntil = FormerAt(now) is null ? null : FormerUntil,
    };

    public override string ToString() => nameof(WebhookBody);
}
