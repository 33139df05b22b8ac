using Automation;

namespace DailyBrief.Tenants;

/// <summary>The tenants, each with the zone of its clock. The engine asks for the zone of every schedule that names none.</summary>
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

    public Task<IReadOnlyList<string>> ListScopesAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([.. Zones.Keys]);

    public Task<string?> FindTimeZoneAsync(string scope, CancellationToken cancellationToken) => Task.FromResult(Zones.GetValueOrDefault(scope));
}
