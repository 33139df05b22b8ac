namespace Automation.Benchmarks.Schedules;

/// <summary>A scope in each of five zones.</summary>
internal sealed class FiveZones : IScopeDirectory
{
    private static readonly string[] All = ["America/New_York", "Europe/Berlin", "Asia/Kolkata", "Asia/Tokyo", "Pacific/Auckland"];

    public Task<IReadOnlyList<string>> ListScopesAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([.. All.Select((_, index) => $"zone-{index}")]);

    public Task<string?> FindTimeZoneAsync(string scope, CancellationToken cancellationToken) => Task.FromResult<string?>(All[scope[^1] - '0']);
}
