using Automation.Caching;
using Automation.Json;
using Microsoft.Extensions.Logging;

namespace Automation.Scheduling;

/// <summary>The time zones and limits of scopes, as the host's directory says them: each scope is asked for about once a minute while it is needed.</summary>
/// <remarks>Thread-safe. A host without a directory of its own asks nobody.</remarks>
internal sealed partial class ScopeZones(IScopeDirectory scopes, TimeProvider time, ILogger<ScopeZones> logger)
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);

    /// <summary>How long a directory may think: an event must not hang on one that does not answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>A scope that was not asked for lately is asked for anew.</summary>
    private readonly RecentEntries<string, Known> _known = new(50_000, StringComparer.Ordinal);

    /// <summary>Whether the directory has a method of its own for limits: else it is not asked, also where only limits are wanted.</summary>
    private readonly bool _saysLimits = SaysLimits(scopes.GetType());

    /// <summary>The zone of a scope: an IANA id in its own spelling, or, when nobody knows it, as the directory wrote it: whoever reckons in it says so.</summary>
    /// <exception cref="AutomationUnavailableException">The directory threw, or did not answer in time, and never answered before.</exception>
    public async ValueTask<string> FindAsync(string scope) => scopes is OptionsScopeDirectory ? TimeZones.Utc : (await KnowAsync(scope).ConfigureAwait(false)).Zone;

    /// <summary>The limits that count in a scope.</summary>
    /// <exception cref="AutomationUnavailableException">As for the zone.</exception>
    public async ValueTask<ScopeBounds> BoundsAsync(string scope, AutomationOptions options) =>
        new(!_saysLimits ? null : (await KnowAsync(scope).ConfigureAwait(false)).Limits, options);

    private static bool SaysLimits(Type directory)
    {
        var map = directory.GetInterfaceMap(typeof(IScopeDirectory));
        return map.TargetMethods[Array.FindIndex(map.InterfaceMethods, method => method.Name == nameof(IScopeDirectory.FindLimitsAsync))].DeclaringType != typeof(IScopeDirectory);
    }

    private ValueTask<Known> KnowAsync(string scope)
    {
        if (!_known.TryGet(scope, out var known))
        {
            return new(AskAsync(scope, null));
        }

        // Whoever sees first that it is old asks; the others have the old answer meanwhile.
        return time.GetElapsedTime(known.AskedAt) < Kept || !_known.TryReplace(scope, known with { AskedAt = time.GetTimestamp() }, known)
            ? new(known)
            : new(AskAsync(scope, known));
    }

    private async Task<Known> AskAsync(string scope, Known? before)
    {
        string zone;
        ScopeLimits? limits;
        try
        {
            using var limit = new CancellationTokenSource(Patience, time);
            var (zoneAsked, limitsAsked) = (scopes.FindTimeZoneAsync(scope, limit.Token), scopes.FindLimitsAsync(scope, limit.Token));
            await Task.WhenAll(zoneAsked, limitsAsked).WaitAsync(limit.Token).ConfigureAwait(false);
            limits = await limitsAsked.ConfigureAwait(false);
            ScopeBounds.Check(scope, limits);
            var id = await zoneAsked.ConfigureAwait(false) ?? TimeZones.Utc;
            zone = TimeZones.TryFind(id, out _, out var canonical) ? canonical : StorableText.Clean(id, 64);
            if (canonical is null && !(_known.TryGet(scope, out var former) && former.Zone == zone))
            {
                LogZoneUnknown(scope, zone);
            }
        }
        catch (Exception fault) when (before is not null)
        {
            LogZoneKept(scope, before.Zone, fault);
            return before;
        }
        catch (Exception fault)
        {
            throw new AutomationUnavailableException($"The host's {nameof(IScopeDirectory)} did not say the time zone and the limits of scope '{scope}'; nothing was stored. Ask again with the same key.", fault);
        }

        var known = new Known(zone, limits, time.GetTimestamp());
        _known.Set(scope, known);
        return known;
    }

    [LoggerMessage(115, LogLevel.Warning, "The host's scope directory did not say the time zone and the limits of scope '{Scope}'; '{Zone}' and the limits of before count on.")]
    private partial void LogZoneKept(string scope, string zone, Exception exception);

    [LoggerMessage(116, LogLevel.Warning, "The host's scope directory says that scope '{Scope}' is in the time zone '{Zone}', which this system does not know. Its budgets are reckoned in UTC, and what needs its local time fails.")]
    private partial void LogZoneUnknown(string scope, string zone);

    private sealed record Known(string Zone, ScopeLimits? Limits, long AskedAt);
}
