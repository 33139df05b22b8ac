using Automation.Hosting;
using Automation.Matching;
using Automation.Settings;

namespace Automation.Client;

internal sealed class ScopedRules(string scope, AutomationEngine engine) : StoredRules(scope, engine), IScopedRules
{
    public async Task<PreviewReport> PreviewAsync(string json, PreviewInput input, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(input);
        var rule = await ReadAsync(json, cancellationToken).ConfigureAwait(false);
        return await Engine.Parts.Previewer.PreviewAsync(Scope, rule.Rule, input, isOfHost: false, cancellationToken).AskAsync().ConfigureAwait(false);
    }

    public async Task<BacktestReport> BacktestAsync(string json, BacktestOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(json);
        var rule = (await ReadAsync(json, cancellationToken).ConfigureAwait(false)).Rule;
        var present = await Engine.Parts.Rules.FindAsync(Scope, rule.Name, cancellationToken).AskAsync().ConfigureAwait(false);
        return await Engine.Parts.Previewer.BacktestAsync(Scope, rule, present?.Rule, options ?? new(), cancellationToken).AskAsync().ConfigureAwait(false);
    }

    protected override Task<string?> TakenByAsync(string name, ScopeIndex present, CancellationToken cancellationToken) =>
        Task.FromResult(present.Common.FindStored(name) is null ? null : "a rule of this name is stored for all scopes. Choose another name.");

    protected override Task SavedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<ScopedRule> ReadAsync(string json, CancellationToken cancellationToken)
    {
        var rule = Engine.Parts.RuleReader.Read(json).RuleOrThrow();
        return InScope(rule, await Engine.Parts.Rules.ReloadAsync(Scope, cancellationToken).AskAsync().ConfigureAwait(false));
    }
}
