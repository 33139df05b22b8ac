using System.Collections.Concurrent;
using Automation.Caching;
using Automation.Diagnostics;
using Automation.Json;
using Microsoft.Extensions.Logging;

namespace Automation.Scheduling;

/// <summary>The time zones and limits of scopes, as the host's directory says them. Whoever accepts an event has a scope asked for about once a minute; for schedules the looks ask, and what is due goes by the last answer.</summary>
/// <remarks>
/// Thread-safe. A host without a directory of its own asks nobody. For schedules so many scopes are asked for at a time. One that the directory was silent about is asked for beside everything else from then on,
/// later each time, until it answers.
/// </remarks>
internal sealed partial class ScopeZones(IScopeDirectory scopes, TimeProvider time, ILogger<ScopeZones> logger)
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);

    /// <summary>How long a directory may think: an event must not hang on one that does not answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>How long what is due waits for an answer.</summary>
    private static readonly TimeSpan DuePatience = TimeSpan.FromSeconds(5);

    /// <summary>The rest of a scope that the directory was silent about once, and the longest one.</summary>
    private static readonly TimeSpan FirstRest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(5);

    /// <summary>A scope that was not asked for lately is asked for anew.</summary>
    private readonly RecentEntries<string, Known> _known = new(50_000, StringComparer.Ordinal);

    /// <summary>Whether the directory has a method of its own for limits: else it is not asked, also where only limits are wanted.</summary>
    private readonly bool _saysLimits = SaysLimits(scopes.GetType());

    // Of schedules: what is being asked, and who was silent the last time. Those wait for places of their own, so that they hold up none that answers.
    private readonly ConcurrentDictionary<string, Lazy<Task>> _asks = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Silence> _silent = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _places = new(AtOnce);
    private readonly SemaphoreSlim _silentPlaces = new(AtOnce / 2);
    private readonly CancellationTokenSource _end = new();

    /// <summary>So many scopes are asked for at a time for the looks, and half as many of those that were silent.</summary>
    public const int AtOnce = 16;

    /// <summary>Called when a scope has answered again, or for the first time, that was silent before.</summary>
    public Action? Answered { get; set; }

    /// <summary>The zone of a scope: an IANA id in its own spelling, or, when nobody knows it, as the directory wrote it: whoever reckons in it says so.</summary>
    /// <exception cref="AutomationUnavailableException">The directory threw, or did not answer in time, and never answered before.</exception>
    public async ValueTask<string> FindAsync(string scope) => scopes is OptionsScopeDirectory ? TimeZones.Utc : (await KnowAsync(scope).ConfigureAwait(false)).Zone;

    /// <summary>The limits that count in a scope.</summary>
    /// <exception cref="AutomationUnavailableException">As for the zone.</exception>
    public async ValueTask<ScopeBounds> BoundsAsync(string scope, AutomationOptions options) =>
        new(!_saysLimits ? null : (await KnowAsync(scope).ConfigureAwait(false)).Limits, options);

    /// <summary>For looks, of which one may ask also for scopes that rest: the zone as the directory says it now. Where it is silent, what it said last; null when it never did. Waits for no scope that was silent the last time.</summary>
    public async Task<string?> LookAsync(string scope, bool alsoResting, CancellationToken cancellationToken)
    {
        await AskForLook(scope, alsoResting).WaitAsync(cancellationToken).ConfigureAwait(false);
        return LastOf(scope);
    }

    /// <summary>For what is due: the last answer; null when there was none. When it is old the directory is asked, but not waited for longer than shortly: then the old one counts.</summary>
    public async ValueTask<string?> LastAsync(string scope, CancellationToken cancellationToken)
    {
        if (scopes is not OptionsScopeDirectory && !(_known.TryGet(scope, out var known) && IsFresh(scope, known)))
        {
            _ = await AnewAsync(scope, cancellationToken).ConfigureAwait(false);
        }

        return LastOf(scope);
    }

    /// <summary>For what is due: the zone as the directory says it now; null when it does not do so shortly.</summary>
    public async ValueTask<string?> AnewAsync(string scope, CancellationToken cancellationToken)
    {
        var ask = AskForLook(scope, alsoResting: false);
        if (!ask.IsCompleted)
        {
            using var patience = new CancellationTokenSource(DuePatience, time);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
            try
            {
                await ask.WaitAsync(stop.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // It goes on, and nobody waits for it any more.
                _ = _silent.TryAdd(scope, new Silence(FirstRest, time.GetTimestamp()));
            }
        }

        return _silent.ContainsKey(scope) ? null : LastOf(scope);
    }

    /// <summary>How long until a scope that was silent is asked for again.</summary>
    public TimeSpan UntilAsked(string scope) =>
        _silent.TryGetValue(scope, out var silence) && silence.Rest - time.GetElapsedTime(silence.Since) is var rest && rest > PassLoop.Retry ? rest : PassLoop.Retry;

    /// <summary>From here on nobody is asked for schedules.</summary>
    public void End() => _end.Cancel();

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
        return IsFresh(scope, known) || !_known.TryReplace(scope, known with { AskedAt = time.GetTimestamp() }, known)
            ? new(known)
            : new(AskAsync(scope, known));
    }

    /// <summary>Young, or of a scope that the directory was just silent about.</summary>
    private bool IsFresh(string scope, Known known) => time.GetElapsedTime(known.AskedAt) < Kept || (_silent.TryGetValue(scope, out var silence) && Rests(silence));

    private bool Rests(Silence silence) => time.GetElapsedTime(silence.Since) < silence.Rest;

    private string? LastOf(string scope) => scopes is OptionsScopeDirectory ? TimeZones.Utc : _known.TryGet(scope, out var known) ? known.Zone : null;

    /// <summary>Ends when the directory has answered, or failed to. For a scope that was silent the last time it has ended already; the directory is asked beside, if it is time for that.</summary>
    private Task AskForLook(string scope, bool alsoResting)
    {
        if (scopes is OptionsScopeDirectory)
        {
            return Task.CompletedTask;
        }

        var isSilent = _silent.TryGetValue(scope, out var silence);
        if (isSilent && !alsoResting && Rests(silence!))
        {
            return Task.CompletedTask;
        }

        var ask = _asks.GetOrAdd(scope, static (scope, zones) => new(() => zones.AskInTurnAsync(scope)), this).Value;
        return isSilent ? Task.CompletedTask : ask;
    }

    private async Task AskInTurnAsync(string scope)
    {
        var places = _silent.ContainsKey(scope) ? _silentPlaces : _places;
        try
        {
            await places.WaitAsync(_end.Token).ConfigureAwait(false);
            try
            {
                if (_known.TryGet(scope, out var known))
                {
                    // The old answer counts meanwhile.
                    _ = _known.TryReplace(scope, known with { AskedAt = time.GetTimestamp() }, known);
                }

                _ = await AskAsync(scope, _end.Token).ConfigureAwait(false);
            }
            finally
            {
                places.Release();
            }
        }
        catch (Exception) when (_end.IsCancellationRequested)
        {
            // Nobody waits for it any more.
        }
        catch (Exception fault)
        {
            // This scope's trouble only; it is asked for again.
            var rest = _silent.TryGetValue(scope, out var before) ? Backoff.After(before.Rest, LongestRest) : FirstRest;
            _silent[scope] = new Silence(rest, time.GetTimestamp());
            LogNotAsked(scope, rest, fault);
        }
        finally
        {
            _ = _asks.TryRemove(scope, out _);
        }
    }

    private async Task<Known> AskAsync(string scope, Known? before)
    {
        try
        {
            return await AskAsync(scope, CancellationToken.None).ConfigureAwait(false);
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
    }

    private async Task<Known> AskAsync(string scope, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        var (zoneAsked, limitsAsked) = (scopes.FindTimeZoneAsync(scope, limit.Token), scopes.FindLimitsAsync(scope, limit.Token));
        await Task.WhenAll(zoneAsked, limitsAsked).WaitAsync(limit.Token).ConfigureAwait(false);
        var limits = await limitsAsked.ConfigureAwait(false);
        ScopeBounds.Check(scope, limits);
        var id = await zoneAsked.ConfigureAwait(false) ?? TimeZones.Utc;
        var zone = TimeZones.TryFind(id, out _, out var canonical) ? canonical : StorableText.Clean(id, 64);
        if (canonical is null && !(_known.TryGet(scope, out var former) && former.Zone == zone))
        {
            LogZoneUnknown(scope, zone);
        }

        var known = new Known(zone, limits, time.GetTimestamp());
        _known.Set(scope, known);
        if (_silent.TryRemove(scope, out _))
        {
            Answered?.Invoke();
        }

        return known;
    }

    [LoggerMessage(98, LogLevel.Error, "The host's scope directory did not say the time zone and the limits of scope '{Scope}'; it is asked again in {Delay}. Schedules of the scope go by what it said before; where it never said anything, none of them fires until then.")]
    private partial void LogNotAsked(string scope, TimeSpan delay, Exception exception);

    [LoggerMessage(115, LogLevel.Warning, "The host's scope directory did not say the time zone and the limits of scope '{Scope}'; '{Zone}' and the limits of before count on.")]
    private partial void LogZoneKept(string scope, string zone, Exception exception);

    [LoggerMessage(116, LogLevel.Warning, "The host's scope directory says that scope '{Scope}' is in the time zone '{Zone}', which this system does not know. Its budgets are reckoned in UTC, and what needs its local time fails.")]
    private partial void LogZoneUnknown(string scope, string zone);

    private sealed record Known(string Zone, ScopeLimits? Limits, long AskedAt);

    /// <summary>How long a scope is left alone, from when on.</summary>
    private sealed record Silence(TimeSpan Rest, long Since);
}
