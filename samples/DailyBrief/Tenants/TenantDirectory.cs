using Automation;

namespace DailyBrief.Tenants;

/// <summary>The tenants, each with the zone of its clock, and what their plans allow. The engine asks for the zone of every schedule that names none.</summary>
internal sealed class TenantDirectory : IScopeDirectory
{
    /// <summary>The scope of a tenant is its name.</summary>
    public IReadOnlyDictionary<string, string> Zones { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["auckland"] = "Pacific/Auckland",
        ["berlin"] = "Europe/Berlin",
        ["kolkata"] = "Asia/Kolkata",
        ["new-york"] = "America/New_York",
        ["sao-paulo"] = "America/Sao_Paulo",
    };

    /// <summary>Tenants with a larger plan. All others have what the options of the host say.</summary>
    public IReadOnlyDictionary<string, ScopeLimits> Plans { get; } = new Dictionary<string, ScopeLimits>(StringComparer.Ordinal)
    {
        ["berlin"] = new() { MaxRunsPerScope = 4, Retention = new() { Succeeded = TimeSpan.FromDays(365), Failed = TimeSpan.FromDays(365), Cancelled = TimeSpan.FromDays(365), Events = TimeSpan.FromDays(365) } },
    };

    public Task<IReadOnlyList<string>> ListScopesAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([.. Zones.Keys]);

    public Task<string?> FindTimeZoneAsync(string scope, CancellationToken cancellationToken) => Task.FromResult(Zones.GetValueOrDefault(scope));

    public Task<ScopeLimits?> FindLimitsAsync(string scope, CancellationToken cancellationToken) => Task.FromResult(Plans.GetValueOrDefault(scope));
}
