namespace Automation;

/// <summary>What the host knows of its scopes, for schedules. Registered as a service; without one there are the scopes of <c>AutomationOptions.Scopes</c>, all in UTC.</summary>
/// <remarks>Implementations are thread-safe. What they throw is logged, and they are asked again.</remarks>
public interface IScopeDirectory
{
    /// <summary>The scopes in which the schedules of the host's own rules are due. Asked at start-up and about every minute: scopes may come and go.</summary>
    Task<IReadOnlyList<string>> ListScopesAsync(CancellationToken cancellationToken);

    /// <summary>The scope's time zone, for schedules that name none: an IANA id such as <c>Europe/Berlin</c>. Null means UTC.</summary>
    /// <param name="scope">Any scope, also one that is not listed.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<string?> FindTimeZoneAsync(string scope, CancellationToken cancellationToken);
}
