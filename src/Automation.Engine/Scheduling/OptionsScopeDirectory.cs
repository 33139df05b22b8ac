namespace Automation.Scheduling;

/// <summary>The scopes of the options, all in UTC.</summary>
internal sealed class OptionsScopeDirectory(AutomationOptions options) : IScopeDirectory
{
    public Task<IReadOnlyList<string>> ListScopesAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([.. options.Scopes]);

    public Task<string?> FindTimeZoneAsync(string scope, CancellationToken cancellationToken) => Task.FromResult<string?>(null);
}
