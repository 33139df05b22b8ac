using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Automation.Polling;

/// <summary>How far a trigger has come, and how its last polls went: what is stored of it, as JSON. Members that it does not know are a later build's, and are dropped.</summary>
internal sealed record PollState
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault };

    /// <summary>The poller's own cursor.</summary>
    public string? Cursor { get; init; }

    /// <summary>What the trigger said when <see cref="Cursor"/> was returned, as a hash.</summary>
    public string? Config { get; init; }

    /// <summary>How many polls have failed since one did not.</summary>
    public int Failures { get; init; }

    /// <summary>Why the last one failed.</summary>
    public string? Fault { get; init; }

    /// <summary>Reads what <see cref="Write"/> wrote; nothing of what cannot be read.</summary>
    public static PollState Read(string? stored)
    {
        try
        {
            return stored is null ? new PollState() : JsonSerializer.Deserialize<PollState>(stored, Json) ?? new PollState();
        }
        catch (JsonException)
        {
            return new PollState { Fault = "What is stored of the polls cannot be read; the cursor begins anew." };
        }
    }

    public static string HashOf(JsonElement config) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(config.GetRawText())));

    public string Write() => JsonSerializer.Serialize(this, Json);
}
