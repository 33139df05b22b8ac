using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Automation.Json;

/// <summary>Time zones by their ids.</summary>
/// <remarks>
/// The look-up of the platform takes names of files and folders in its zone folder too, and throws for some. So only ids are looked up that the platform
/// lists or knows by another name: <c>Asia/Calcutta</c>, <c>US/Eastern</c>, or the Windows id <c>W. Europe Standard Time</c>.
/// </remarks>
internal static class TimeZones
{
    /// <summary>What scopes reckon in that say nothing else.</summary>
    public const string Utc = "UTC";

    /// <summary>Longer than every id there is.</summary>
    private const int MaxLength = 64;

    private static readonly Lazy<FrozenDictionary<string, TimeZoneInfo>> ById = new(() => TimeZoneInfo.GetSystemTimeZones()
        .Append(TimeZoneInfo.Utc)
        .DistinctBy(zone => zone.Id, StringComparer.OrdinalIgnoreCase)
        .ToFrozenDictionary(zone => zone.Id, StringComparer.OrdinalIgnoreCase));

    /// <summary>Finds a zone.</summary>
    /// <param name="id">An IANA id, in any case, or a Windows id where the platform knows those.</param>
    /// <param name="zone">The zone.</param>
    /// <param name="canonicalId">The id as it is stored: an IANA id in its own spelling.</param>
    public static bool TryFind(string id, [NotNullWhen(true)] out TimeZoneInfo? zone, [NotNullWhen(true)] out string? canonicalId)
    {
        zone = Find(id);
        canonicalId = zone?.Id;
        return zone is not null;
    }

    private static TimeZoneInfo? Find(string id)
    {
        if (id.Length > MaxLength)
        {
            return null;
        }

        if (ById.Value.TryGetValue(id, out var listed))
        {
            return listed;
        }

        if (TimeZoneInfo.TryConvertWindowsIdToIanaId(id, out var iana))
        {
            return Alias(iana);
        }

        return TimeZoneInfo.TryConvertIanaIdToWindowsId(id, out _) ? Alias(id) : null;
    }

    private static TimeZoneInfo? Alias(string id) => ById.Value.TryGetValue(id, out var listed) ? listed
        : TimeZoneInfo.TryFindSystemTimeZoneById(id, out var found) ? found
        : null;
}
