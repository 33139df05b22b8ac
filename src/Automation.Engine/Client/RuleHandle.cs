using System.Text.Json;
using Automation.Definitions;
using Automation.Definitions.Json;
using Automation.Hosting;

namespace Automation.Client;

internal sealed class RuleHandle<TRule>(string name, string scope, AutomationEngine engine) : IRuleHandle<TRule>, IRuleHandleInternals
{
    public string Name => name;

    public string Scope => scope;

    public JsonSerializerOptions Json => engine.Json;

    public Task<StartResult> RunJsonAsync(JsonElement input, StartOptions? options = null, CancellationToken cancellationToken = default) =>
        engine.Parts.Intake.StartAsync(scope, name, input, options, cancellationToken);

    public async Task<string> ShowAsync(CancellationToken cancellationToken = default) =>
        RuleJsonWriter.Show(await FindAsync(cancellationToken).ConfigureAwait(false));

    public async Task<string> ExportAsync(CancellationToken cancellationToken = default) =>
        RuleJsonWriter.TryExport(await FindAsync(cancellationToken).ConfigureAwait(false), out var json, out var faults)
            ? json
            : throw new RuleDefinitionException(faults);

    private async Task<RuleDefinition> FindAsync(CancellationToken cancellationToken) =>
        await engine.Parts.Rules.FindAsync(scope, name, cancellationToken).AskAsync().ConfigureAwait(false) ?? throw new RuleNotFoundException(scope, name);
}
