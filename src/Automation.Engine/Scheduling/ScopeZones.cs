using Automation.Caching;
using Automation.Json;
using Microsoft.Extensions.Logging;

namespace Automation.Scheduling;

/// <summary>The time zones of scopes, as the host's directory says them: each is asked for about once a minute while it is needed.</summary>
/// <remarks>Thread-safe. A host without a directory of its own asks nobody.</remarks>
internal sealed partial class ScopeZones(IScopeDirectory scopes, TimeProvider time, ILogger<ScopeZones> logger)
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);

    /// <summary>How long a directory may think: an event must not hang on one that does not answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>A scope that was not asked for lately is asked for anew.</summary>
    private readonly RecentEntries<string, Known> _known = new(50_000, StringComparer.Ordinal);

    /// <summary>The zone of a scope: an IANA id in its own spelling, or, when nobody knows it, as the directory wrote it: whoever reckons in it says so.</summary>
    /// <exception cref="AutomationUnavailableException">The directory threw, or did not answer in time, and never answered before.</exception>
    public ValueTask<string> FindAsync(string scope)
    {
        if (scopes is OptionsScopeDirectory)
        {
            return new(TimeZones.Utc);
        }

        if (!_known.TryGet(scope, out var known))
        {
            return new(AskAsync(scope, null));
        }

        // Whoever sees first that it is old asks; the others have the old answer meanwhile.
        return time.GetElapsedTime(known.AskedAt) < Kept || !_known.TryReplace(scope, known with { AskedAt = time.GetTimestamp() }, known)
            ? new(known.Zone)
            : new(AskAsync(scope, known.Zone));
    }

    private async Task<string> AskAsync(string scope, string? before)
    {
        string zone;
        try
        {
            using var limit = new CancellationTokenSource(Patience, time);
            var id = await scopes.FindTimeZoneAsync(scope, limit.Token).WaitAsync(limit.Token).ConfigureAwait(false) ?? TimeZones.Utc;
            zone = TimeZones.TryFind(id, out _, out var canonical) ? canonical : StorableText.Clean(id, 64);
            if (canonical is null && !(_known.TryGet(scope, out var known) && known.Zone == zone))
            {
                LogZoneUnknown(scope, zone);
            }
        }
        catch (Exception fault) when (before is not null)
        {
            LogZoneKept(scope, before, fault);
            return before;
        }
        catch (Exception fault)
        {
            throw new AutomationUnavailableException($"The host's {nameof(IScopeDirectory)} did not say the time zone of scope '{scope}'; nothing was stored. Ask again with the same key.", fault);
        }

        _known.Set(scope, new Known(zone, time.GetTimestamp()));
        return zone;
    }

    [LoggerMessage(115, LogLevel.Warning, "The host's scope directory did not say the time zone of scope '{Scope}'; '{Zone}' counts on.")]
    private partial void LogZoneKept(string scope, string zone, Exception exception);

    [LoggerMessage(116, LogLevel.Warning, "The host's scope directory says that scope '{Scope}' is in the time zone '{Zone}', which this system does not know. Its budgets are reckoned in UTC, and what needs its local time fails.")]
    private partial void LogZoneUnknown(string scope, string zone);

    private sealed record Known(string Zone, long AskedAt);
}
