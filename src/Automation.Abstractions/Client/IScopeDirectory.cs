namespace Automation;

/// <summary>What the host knows of its scopes. Registered as a service; without one there are the scopes of <c>AutomationOptions.Scopes</c>, all in UTC.</summary>
/// <remarks>
/// Implementations are thread-safe, and asked about several scopes at a time. What they throw is logged, as is that they did not answer within 30 seconds, and they are asked again; until a scope's zone was said once, its events are refused with
/// <see cref="AutomationUnavailableException"/>.
/// </remarks>
public interface IScopeDirectory
{
    /// <summary>The scopes in which the schedules of shared rules are due: of the host's own, and of those that are stored for all scopes. Asked at start-up, about every minute, since scopes may come and go, and when a rule with schedules was changed for all scopes.</summary>
    Task<IReadOnlyList<string>> ListScopesAsync(CancellationToken cancellationToken);

    /// <summary>
    /// The scope's time zone, for its runs and for schedules that name none: an IANA id such as <c>Europe/Berlin</c>. Null means UTC. For runs an answer counts for a minute; a run
    /// keeps the zone that it was created with.
    /// </summary>
    /// <param name="scope">Any scope, also one that is not listed.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<string?> FindTimeZoneAsync(string scope, CancellationToken cancellationToken);

    /// <summary>What the scope may do, where that is something else than for all; null, as without this method: what <c>AutomationOptions</c> says. Asked together with the zone; an answer counts for a minute.</summary>
    /// <remarks>Limits that are out of range are no answer, like an exception: what was said before counts on, and without that events of the scope are refused.</remarks>
    /// <param name="scope">Any scope, also one that is not listed.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<ScopeLimits?> FindLimitsAsync(string scope, CancellationToken cancellationToken) => Task.FromResult<ScopeLimits?>(null);

    /// <summary>
    /// What the two methods above say, for many scopes in one question. Schedules that follow the zone of their scope have the directory asked about every minute, scope by scope; a host with thousands of scopes answers all of them here.
    /// For events and runs the scope itself is asked about all the same.
    /// </summary>
    /// <remarks>After an exception the other scopes are asked about all the same; no answer within 30 seconds ends the look. It is logged and repeated a little later, nobody asks scope by scope instead, and what was said before counts on.</remarks>
    /// <param name="scopes">Up to 1,000 scopes, also ones that are not listed.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>What each is, by its name. A scope that is missing, or whose limits are out of range, is asked about by itself; null, as without this method: all are.</returns>
    Task<IReadOnlyDictionary<string, ScopeDetails>?> FindScopesAsync(IReadOnlyCollection<string> scopes, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<string, ScopeDetails>?>(null);
}
