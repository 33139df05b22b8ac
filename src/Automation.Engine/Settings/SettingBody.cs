using System.Text.Json;
using System.Text.Json.Serialization;
using Automation.Storage;

namespace Automation.Settings;

/// <summary>What a scope has set for a rule, in the form that is stored. What a newer build wrote and this one does not know is kept.</summary>
internal sealed record SettingBody
{
    private static readonly JsonSerializerOptions Form = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static SettingBody Empty { get; } = new();

    public SettingMark? Disabled { get; init; }

    public SettingMark? OptedIn { get; init; }

    public SettingMark? OptedOut { get; init; }

    public SettingMark? Paused { get; init; }

    /// <summary>The previews that were recorded, the newest last, one for each definition; null for none.</summary>
    public IReadOnlyList<SettingPreview>? Previews { get; init; }

    /// <summary>The parameters that are overridden; null for none.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Parameters { get; init; }

    /// <summary>The guards that are overridden, as JSON names them; null for none.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Guards { get; init; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; init; }

    /// <summary>The previews alone: what counts for a new rule, since the rest was set for another one that had the name.</summary>
    [JsonIgnore]
    public SettingBody ForNew => Empty with { Previews = Previews };

    /// <summary>The preview of a definition; null when none is recorded.</summary>
    public SettingPreview? PreviewOf(string hash) => Previews?.LastOrDefault(seen => seen.Hash == hash);

    /// <summary>With a preview that was seen now. Of more than <see cref="SettingPreview.Most"/> the oldest is forgotten, but not that of the definition that counts.</summary>
    /// <param name="seen">The preview.</param>
    /// <param name="present">The hash of the definition that counts; null for none.</param>
    public SettingBody With(SettingPreview seen, string? present)
    {
        var former = Previews ?? [];
        if (PreviewOf(seen.Hash) is { } same && same with { At = seen.At } == seen)
        {
            return this;
        }

        var kept = former.Where(one => one.Hash != seen.Hash).ToList();
        while (kept.Count >= SettingPreview.Most)
        {
            kept.RemoveAt(kept[0].Hash == present ? 1 : 0);
        }

        return this with { Previews = [.. kept, seen] };
    }

    /// <param name="setting">What is stored; null for nothing.</param>
    /// <exception cref="StoreFormatException">The body is none of ours.</exception>
    public static SettingBody Read(RuleSettingRecord? setting)
    {
        if (setting is not { Body.Length: > 0 })
        {
            return Empty;
        }

        try
        {
            return JsonSerializer.Deserialize<SettingBody>(setting.Body, Form) ?? throw new JsonException("It is null.");
        }
        catch (JsonException fault)
        {
            throw new StoreFormatException($"What scope '{setting.Scope}' has set for rule '{setting.Rule}' is corrupt: {fault.Message}");
        }
    }

    /// <summary>Empty when nothing is set.</summary>
    public string Write() => JsonSerializer.Serialize(this, Form) is var text && text == "{}" ? "" : text;
}
