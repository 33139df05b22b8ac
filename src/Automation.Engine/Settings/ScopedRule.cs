using System.Text.Json;
using Automation.Definitions;
using Automation.Storage;

namespace Automation.Settings;

/// <summary>A rule as one scope has it: with what is set there. Immutable.</summary>
internal sealed class ScopedRule
{
    private ScopedRule(RuleDefinition definition, bool enabled, SettingBody body, RuleSettingRecord? setting) =>
        (Definition, Rule, IsStoredEnabled, Body, Setting) = (definition, definition, enabled, body, setting);

    /// <summary>The rule as it is written.</summary>
    public RuleDefinition Definition { get; }

    /// <summary>The rule as it counts here: with the scope's parameters and guards.</summary>
    public RuleDefinition Rule { get; private init; }

    /// <summary>For a stored rule, whether it is switched on; true for one of the host's own.</summary>
    public bool IsStoredEnabled { get; }

    public SettingBody Body { get; }

    /// <summary>What is stored of it; null when nothing was ever set.</summary>
    public RuleSettingRecord? Setting { get; }

    /// <summary>Overrides that do not fit the rule as it is written.</summary>
    public IReadOnlyList<RuleFault> Drift { get; private init; } = [];

    public int Revision => Setting?.Revision ?? 0;

    /// <summary>The stored rule's own switch decides, where there is one: what is set says only who switched it.</summary>
    public bool Enabled => IsStoredEnabled && (Body.Disabled is null || !IsShared);

    public bool? OptedIn => Body.OptedOut is not null ? false : Body.OptedIn is not null ? true : null;

    /// <summary>Whether it counts only when a preview of exactly this definition is recorded, and none is.</summary>
    public bool AwaitsPreview { get; private init; }

    private bool IsShared { get; init; }

    /// <param name="rule">The rule as it is written.</param>
    /// <param name="storedEnabled">The switch of a stored rule; null for one of the host's own.</param>
    /// <param name="setting">What the scope has set; null for nothing.</param>
    /// <param name="json">How parameters become JSON and back.</param>
    /// <param name="requirePreview">Whether it counts only when a preview of it is recorded; its guards may ask for that, too. Null: not asked, since it counted before.</param>
    public static ScopedRule Of(RuleDefinition rule, bool? storedEnabled, RuleSettingRecord? setting, JsonSerializerOptions json, bool? requirePreview = false)
    {
        var body = setting is null ? SettingBody.Empty : SettingBody.Read(setting);
        var drift = new List<RuleFault>();
        var counts = rule;
        if (body.Parameters is not null || body.Guards is not null)
        {
            var parameters = ParameterOverrides.Apply(rule, body.Parameters, json, drift);
            var guards = GuardOverrides.Apply(rule, body.Guards, drift);
            counts = rule.InScope(parameters, guards);
        }

        return new ScopedRule(rule, storedEnabled ?? true, body, setting)
        {
            IsShared = storedEnabled is null,
            Rule = counts,
            Drift = drift,
            AwaitsPreview = requirePreview is { } required && (required || counts.Guards.RequirePreview) && body.PreviewOf(rule.Hash) is null,
        };
    }

    /// <summary>Why events start no runs at an instant; null when they do.</summary>
    /// <param name="now">The instant.</param>
    /// <param name="due">For an occurrence: when it was due. One that came due in a pause stays passed over when that is over.</param>
    public Verdict? RefusalAt(DateTimeOffset now, DateTimeOffset? due = null)
    {
        if (AwaitsPreview)
        {
            return Refusal(VerdictReason.Disabled, "No preview of this version of the rule is recorded, and one is required (AutomationOptions.RequirePreview of the host, or the rule's guard 'requirePreview').");
        }

        if (!Enabled)
        {
            return Refusal(VerdictReason.Disabled, Body.Disabled?.Describe("Disabled"));
        }

        if (Body.OptedOut is { } optedOut)
        {
            return Refusal(VerdictReason.OptedOut, optedOut.Describe("Opted out"));
        }

        if (Body.OptedIn is null && Rule.Guards.OptIn)
        {
            return Refusal(VerdictReason.OptedOut, "The rule runs only where a scope opts in, and this one has not.");
        }

        return Body.Paused is { } pause && (IsPausedAt(now) || (due >= pause.At && due < pause.Until)) ? Refusal(VerdictReason.Paused, pause.DescribePause()) : null;
    }

    public bool IsPausedAt(DateTimeOffset now) => Body.Paused is { } pause && (pause.Until is null || now < pause.Until);

    private Verdict Refusal(VerdictReason reason, string? detail) => new() { Rule = Rule.Name, Reason = reason, Detail = detail };
}
