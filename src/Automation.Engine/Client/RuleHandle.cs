using System.Runtime.InteropServices;
using System.Text.Json;
using Automation.Definitions.Json;
using Automation.Hosting;
using Automation.Json;
using Automation.Previewing;
using Automation.Scheduling;
using Automation.Settings;

namespace Automation.Client;

internal sealed class RuleHandle<TRule>(string name, string scope, AutomationEngine engine) : IRuleHandle<TRule>, IRuleHandleInternals
{
    public string Name => name;

    public string Scope => scope;

    public JsonSerializerOptions Json => engine.Json;

    public Task<StartResult> RunJsonAsync(JsonElement input, StartOptions? options = null, CancellationToken cancellationToken = default) =>
        engine.Parts.Starts.StartAsync(scope, name, input, options, cancellationToken);

    public async Task<Page<EventSummary, AutomationEventId>> WhyAsync(EventQuery? query = null, CancellationToken cancellationToken = default)
    {
        var page = await new ScopedAutomation(scope, engine).ListEventsAsync((query ?? new()) with { Rule = name }, cancellationToken).ConfigureAwait(false);
        return page with { Items = [.. page.Items.Select(@event => @event with { Verdicts = [.. @event.Verdicts.Where(verdict => verdict.Rule == name)] })] };
    }

    public Task<PreviewReport> PreviewAsync(PreviewInput input, CancellationToken cancellationToken = default) => PreviewAsync(input, isOfHost: false, cancellationToken);

    public Task<PreviewReport> PreviewOwnAsync(PreviewInput.Event input, CancellationToken cancellationToken) => PreviewAsync(input, isOfHost: true, cancellationToken);

    public async Task<RuleSettings> RecordPreviewAsync(PreviewReport report, SettingOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(report);
        PreviewMark.Refuse("recording a preview");
        await engine.Parts.Settings.CheckPreviewAsync(scope, report, cancellationToken).AskAsync().ConfigureAwait(false);
        return await ChangeAsync(
            options,
            (before, mark) => report.Rule != name || report.Hash != before.Definition.Hash ? throw new PreviewRequiredException(scope, name, before.Definition.Hash, report.Hash)
                : before.Body.With(SettingPreview.Of(report, mark), report.Hash),
            cancellationToken).ConfigureAwait(false);
    }

    public async Task<BacktestReport> BacktestAsync(BacktestOptions? options = null, CancellationToken cancellationToken = default)
    {
        var rule = await FindAsync(cancellationToken).ConfigureAwait(false);
        return await engine.Parts.Previewer.BacktestAsync(scope, rule.Rule, null, options ?? new(), cancellationToken).AskAsync().ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<ScheduledOccurrence>> ListOccurrencesAsync(int limit = 10, CancellationToken cancellationToken = default)
    {
        PageLimit.Check(limit, 1000, "The limit", nameof(limit), hasPages: false);
        var scoped = await FindAsync(cancellationToken).ConfigureAwait(false);
        var rule = scoped.Rule;
        var finder = engine.Parts.ScheduleFinder;
        var zone = await finder.ZoneOfAsync(scope, cancellationToken).ConfigureAwait(false);
        try
        {
            return [.. ScheduleFinder.TriggersOf(rule).Where(trigger => trigger.Kind == TriggerKind.Schedule)
                .SelectMany(trigger => ScheduleHistory.Upcoming(finder.Find(rule, trigger, scope, zone), trigger.Id, scoped, engine.Time.GetUtcNow()).Take(limit))
                .OrderBy(occurrence => occurrence.Due)
                .Take(limit)];
        }
        catch (ScheduleException fault)
        {
            throw new RuleDefinitionException([new RuleFault { Rule = name, Message = $"Rule '{name}': {fault.Message}", Code = fault.Code }]);
        }
    }

    public async Task<RuleBreaker?> FindBreakerAsync(CancellationToken cancellationToken = default) =>
        (await engine.Parts.Rules.ReloadAsync(scope, cancellationToken).AskAsync().ConfigureAwait(false)).BreakerOf(name);

    public async Task<bool> CloseBreakerAsync(CancellationToken cancellationToken = default)
    {
        PreviewMark.Refuse("closing a breaker");
        return await engine.Parts.Breakers.CloseAsync(scope, name, cancellationToken).AskAsync().ConfigureAwait(false);
    }

    public async Task<string> ShowAsync(CancellationToken cancellationToken = default) =>
        RuleJsonWriter.Show((await FindAsync(cancellationToken).ConfigureAwait(false)).Definition);

    public async Task<string> ExportAsync(CancellationToken cancellationToken = default) =>
        RuleJsonWriter.TryExport((await FindAsync(cancellationToken).ConfigureAwait(false)).Definition, out var json, out var faults)
            ? json
            : throw new RuleDefinitionException(faults);

    public Task<RuleSettings> GetSettingsAsync(CancellationToken cancellationToken = default) => engine.Parts.Settings.ReadAsync(scope, name, cancellationToken).AskAsync();

    public Task<RuleSettings> EnableAsync(SettingOptions? options = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(
            options,
            (before, _) => before.AwaitsPreview ? throw new PreviewRequiredException(scope, name, before.Definition.Hash) : before.Body with { Disabled = null },
            cancellationToken,
            enabled: true);

    public Task<RuleSettings> DisableAsync(SettingOptions? options = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(options, static (before, mark) => before.Enabled || (before.IsShared && before.Body.Disabled is null) ? before.Body with { Disabled = mark } : before.Body, cancellationToken, enabled: false);

    public Task<RuleSettings> OptInAsync(SettingOptions? options = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(options, static (before, mark) => before.OptedIn == true ? before.Body : before.Body with { OptedIn = mark, OptedOut = null }, cancellationToken);

    public Task<RuleSettings> OptOutAsync(SettingOptions? options = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(options, static (before, mark) => before.OptedIn == false ? before.Body : before.Body with { OptedIn = null, OptedOut = mark }, cancellationToken);

    public Task<RuleSettings> PauseAsync(DateTimeOffset? until = null, SettingOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (until <= engine.Time.GetUtcNow())
        {
            throw new ArgumentOutOfRangeException(nameof(until), until, $"Rule '{name}' cannot be paused until {Instant.Text(until)}, which is past. Name a later instant, or none.");
        }

        return ChangeAsync(options, (before, mark) => before.Body with { Paused = PauseOf(before, mark with { Until = until?.ToUniversalTime() }) }, cancellationToken);
    }

    public Task<RuleSettings> ResumeAsync(SettingOptions? options = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(options, static (before, _) => before.Body with { Paused = null }, cancellationToken);

    public Task<RuleSettings> OverrideJsonAsync(JsonElement parameters, SettingOptions? options = null, CancellationToken cancellationToken = default)
    {
        Check(parameters, RuleMembers.Parameters, nameof(parameters));
        return ChangeAsync(
            options, (before, _) => before.Body with { Parameters = ParameterOverrides.Change(before.Definition, before.Body.Parameters, parameters, engine.Json) }, cancellationToken);
    }

    public Task<RuleSettings> ResetAsync(string? parameter = null, SettingOptions? options = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(options, (before, _) => before.Body with { Parameters = ParameterOverrides.Reset(before.Definition, before.Body.Parameters, parameter) }, cancellationToken);

    public Task<RuleSettings> OverrideGuardsJsonAsync(JsonElement guards, SettingOptions? options = null, CancellationToken cancellationToken = default)
    {
        Check(guards, RuleMembers.Guards, nameof(guards));
        return ChangeAsync(options, (before, _) => before.Body with { Guards = GuardOverrides.Change(before.Definition, before.Body.Guards, guards) }, cancellationToken);
    }

    public Task<RuleSettings> ResetGuardsAsync(string? guard = null, SettingOptions? options = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(options, (before, _) => before.Body with { Guards = GuardOverrides.Reset(before.Definition, before.Body.Guards, guard) }, cancellationToken);

    private async Task<PreviewReport> PreviewAsync(PreviewInput input, bool isOfHost, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        var rule = await FindAsync(cancellationToken).ConfigureAwait(false);
        return await engine.Parts.Previewer.PreviewAsync(scope, rule.Rule, input, isOfHost, cancellationToken).AskAsync().ConfigureAwait(false);
    }

    private Task<RuleSettings> ChangeAsync(
        SettingOptions? options, Func<ScopedRule, SettingMark, SettingBody> change, CancellationToken cancellationToken, bool? enabled = null) =>
        engine.Parts.Settings.ChangeAsync(scope, name, options, change, enabled, cancellationToken).AskAsync();

    /// <summary>A pause that is only made longer or shorter goes on from when it began.</summary>
    private static SettingMark PauseOf(ScopedRule before, SettingMark mark) =>
        !before.IsPausedAt(mark.At) || before.Body.Paused is not { } present ? mark
        : present with { At = mark.At } == mark ? present
        : mark with { At = present.At };

    /// <summary>What is set goes through the same door as a rule: an object that every store can keep, and not larger.</summary>
    /// <exception cref="RuleDefinitionException">The door refuses it.</exception>
    private void Check(JsonElement values, string member, string parameter)
    {
        if (values.ValueKind != JsonValueKind.Object)
        {
            var example = member == RuleMembers.Guards ? "{ \"maxRunsPerScope\": 4 }" : "{ \"at\": \"06:30\" }";
            throw new ArgumentException($"The {member} are {JsonShown.Of(values)}. They need an object, such as {example}.", parameter);
        }

        var utf8 = JsonMarshal.GetRawUtf8Value(values);
        if (JsonGate.Check(utf8, RuleLimits.Document) is { IsValid: false } refused)
        {
            var place = refused.Code == JsonCodes.TooLarge ? JsonPointer.Root : JsonPointer.At(utf8, refused.BytePosition);
            throw new RuleDefinitionException([new RuleFault { Rule = name, Code = refused.Code!, Message = $"Rule '{name}': {refused.Message}", Pointer = $"/{member}{place}" }]);
        }
    }

    private Task<ScopedRule> FindAsync(CancellationToken cancellationToken) => engine.Parts.Rules.GetAsync(scope, name, cancellationToken).AskAsync();
}
