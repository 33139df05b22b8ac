using System.Globalization;

namespace Automation.Benchmarks.Schedules;

/// <summary>So many scopes, all in UTC.</summary>
internal sealed class ManyScopes(int count) : IScopeDirectory
{
    private readonly string[] _all = [.. Enumerable.Range(0, count).Select(number => $"scope-{number}")];

    public static int Number(string scope) => int.Parse(scope["scope-".Length..], CultureInfo.InvariantCulture);

    public Task<IReadOnlyList<string>> ListScopesAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>(_all);

    public Task<string?> FindTimeZoneAsync(string scope, CancellationToken cancellationToken) => Task.FromResult<string?>(null);
}
