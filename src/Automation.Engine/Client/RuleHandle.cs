using System.Text.Json;
using Automation.Hosting;

namespace Automation.Client;

internal sealed class RuleHandle<TRule>(string name, string scope, AutomationEngine engine) : IRuleHandle<TRule>, IRuleHandleInternals
{
    public string Name => name;

    public string Scope => scope;

    public JsonSerializerOptions Json => engine.Json;

    public Task<StartResult> RunJsonAsync(JsonElement input, StartOptions? options = null, CancellationToken cancellationToken = default) =>
        engine.Parts.Intake.StartAsync(scope, name, input, options, cancellationToken);
}
