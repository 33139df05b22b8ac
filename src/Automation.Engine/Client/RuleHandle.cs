using System.Text.Json;
using Automation.Definitions;
using Automation.Definitions.Json;
using Automation.Hosting;
using Automation.Scheduling;

namespace Automation.Client;

internal sealed class RuleHandle<TRule>(string name, string scope, AutomationEngine engine) : IRuleHandle<TRule>, IRuleHandleInternals
{
    public string Name => name;

    public string Scope => scope;

    public JsonSerializerOptions Json => engine.Json;

    public Task<StartResult> RunJsonAsync(JsonElement input, StartOptions? options = null, CancellationToken cancellationToken = default) =>
        engine.Parts.Intake.StartAsync(scope, name, input, options, cancellationToken);

    public async Task<PreviewReport> PreviewAsync(PreviewInput input, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        var rule = await FindAsync(cancellationToken).ConfigureAwait(false);
        return await engine.Parts.Previewer.PreviewAsync(scope, rule, input, cancellationToken).AskAsync().ConfigureAwait(false);
    }

    public async Task<BacktestReport> BacktestAsync(BacktestOptions? options = null, CancellationToken cancellationToken = default)
    {
        var rule = await FindAsync(cancellationToken).ConfigureAwait(false);
        return await engine.Parts.Previewer.BacktestAsync(scope, rule, null, options ?? new(), cancellationToken).AskAsync().ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<ScheduledOccurrence>> ListOccurrencesAsync(int limit = 10, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1000);
        var rule = await FindAsync(cancellationToken).ConfigureAwait(false);
        var finder = engine.Parts.ScheduleFinder;
        var zone = await finder.ZoneOfAsync(scope, cancellationToken).ConfigureAwait(false);
        try
        {
            return [.. ScheduleFinder.TriggersOf(rule)
                .SelectMany(trigger => ScheduleHistory.Upcoming(finder.Find(rule, trigger, scope, zone), trigger.Id, engine.Time.GetUtcNow()).Take(limit))
                .OrderBy(occurrence => occurrence.Due)
                .Take(limit)];
        }
        catch (ScheduleException fault)
        {
            throw new RuleDefinitionException([new RuleFault { Rule = name, Message = $"Rule '{name}': {fault.Message}", Code = fault.Code }]);
        }
    }

    public async Task<string> ShowAsync(CancellationToken cancellationToken = default) =>
        RuleJsonWriter.Show(await FindAsync(cancellationToken).ConfigureAwait(false));

    public async Task<string> ExportAsync(CancellationToken cancellationToken = default) =>
        RuleJsonWriter.TryExport(await FindAsync(cancellationToken).ConfigureAwait(false), out var json, out var faults)
            ? json
            : throw new RuleDefinitionException(faults);

    private async Task<RuleDefinition> FindAsync(CancellationToken cancellationToken) =>
        await engine.Parts.Rules.FindAsync(scope, name, cancellationToken).AskAsync().ConfigureAwait(false) ?? throw new RuleNotFoundException(scope, name);
}
