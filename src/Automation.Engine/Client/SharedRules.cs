using Automation.Hosting;
using Automation.Matching;
using Automation.Settings;
using Automation.Storage;

namespace Automation.Client;

internal sealed class SharedRules(AutomationEngine engine) : StoredRules(SharedScope.Name, engine), ISharedRules
{
    /// <summary>How long whoever changed a rule waits for its schedules: the host's scope directory may not answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public Task<PreviewReport> PreviewAsync(string scope, string json, PreviewInput input, CancellationToken cancellationToken = default) =>
        RulesOf(scope).PreviewAsync(json, input, cancellationToken);

    public Task<BacktestReport> BacktestAsync(string scope, string json, BacktestOptions? options = null, CancellationToken cancellationToken = default) =>
        RulesOf(scope).BacktestAsync(json, options, cancellationToken);

    public Task<RuleSettings> GetSettingsAsync(string name, CancellationToken cancellationToken = default) => RuleOf(name).GetSettingsAsync(cancellationToken);

    public async Task<RuleSettings> EnableAsync(string name, SettingOptions? options = null, CancellationToken cancellationToken = default)
    {
        var settings = await RuleOf(name).EnableAsync(options, cancellationToken).ConfigureAwait(false);
        await SavedAsync(cancellationToken).ConfigureAwait(false);
        Engine.Parts.Schedules.Wake();
        return settings;
    }

    public Task<RuleSettings> DisableAsync(string name, SettingOptions? options = null, CancellationToken cancellationToken = default) => RuleOf(name).DisableAsync(options, cancellationToken);

    public override async Task<bool> DeleteAsync(string name, CancellationToken cancellationToken = default)
    {
        var deleted = await base.DeleteAsync(name, cancellationToken).ConfigureAwait(false);
        var parts = Engine.Parts;
        _ = await parts.Rules.SharedAsync(cancellationToken).AskAsync().ConfigureAwait(false);

        // Not before: a scope could set something anew. Also when the rule is gone already, since the process that deleted it may have died here.
        if (!parts.Rules.TryGetCode(name, out _) && (deleted || await WasStoredAsync(name, cancellationToken).ConfigureAwait(false)))
        {
            await ForgetAsync(name, keepsPreviews: false, cancellationToken).AskAsync().ConfigureAwait(false);
        }

        return deleted;
    }

    protected override async Task<string?> TakenByAsync(string name, ScopeIndex present, CancellationToken cancellationToken) =>
        await Engine.Parts.Store.FindRuleScopeAsync(name, cancellationToken).AskAsync().ConfigureAwait(false) is { } other
            ? $"scope '{other}' has a rule of this name. Choose another name, or delete the rules of scopes that have it."
            : null;

    /// <summary>A process that deleted a former rule of the name may have died before all scopes had forgotten it.</summary>
    protected override async Task BeforeNewAsync(string name, CancellationToken cancellationToken)
    {
        if (await WasStoredAsync(name, cancellationToken).ConfigureAwait(false))
        {
            await ForgetAsync(name, keepsPreviews: true, cancellationToken).AskAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Before the caller is answered its schedules are those of the present version, unless that takes too long.</summary>
    protected override async Task SavedAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, Engine.Time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            _ = await Engine.Parts.Rules.SharedAsync(stop.Token).ConfigureAwait(false);
            await Engine.Parts.Schedules.FollowAsync(stop.Token).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is StoreUnavailableException || stop.IsCancellationRequested)
        {
            // It is stored. Whoever passes over the schedules next hears of it.
        }
    }

    private async Task<bool> WasStoredAsync(string name, CancellationToken cancellationToken) =>
        (await ListVersionsAsync(name, limit: 1, cancellationToken: cancellationToken).ConfigureAwait(false)).Items.Count > 0;

    /// <summary>Takes back what scopes have set for it.</summary>
    private async Task ForgetAsync(string name, bool keepsPreviews, CancellationToken cancellationToken)
    {
        await foreach (var setting in Engine.Parts.Store.EachSettingAsync([name], cancellationToken).ConfigureAwait(false))
        {
            if (setting.Scope != SharedScope.Name)
            {
                await Engine.Parts.Settings.ForgetAsync(setting.Scope, name, keepsPreviews, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private ScopedRules RulesOf(string scope)
    {
        AutomationClient.CheckScope(scope);
        return new(scope, Engine);
    }

    private RuleHandle<object> RuleOf(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new(name, SharedScope.Name, Engine);
    }
}
