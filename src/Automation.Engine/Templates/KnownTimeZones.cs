using System.Collections.Frozen;

namespace Automation.Templates;

/// <summary>Time zones by the ids that this machine lists.</summary>
/// <remarks>The look-up of the platform takes file names and directories of its zone folder too, and throws for some; so only listed ids are asked for.</remarks>
internal static class KnownTimeZones
{
    private static readonly Lazy<FrozenDictionary<string, TimeZoneInfo>> ById = new(() =>
        TimeZoneInfo.GetSystemTimeZones().ToFrozenDictionary(zone => zone.Id, StringComparer.Ordinal));

    public static TimeZoneInfo? Find(string id) => id is "UTC" ? TimeZoneInfo.Utc : ById.Value.GetValueOrDefault(id);
}
