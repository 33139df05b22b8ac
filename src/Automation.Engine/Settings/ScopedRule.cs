using System.Text.Json;
using Automation.Definitions;
using Automation.Storage;

namespace Automation.Settings;

/// <summary>A rule as one scope has it: with what is set there. Immutable.</summary>
internal sealed class ScopedRule
{
    private ScopedRule(RuleDefinition definition, RuleSource source, SettingBody body, RuleSettingRecord? setting) =>
        (Definition, Rule, Source, Body, Setting) = (definition, definition, source, body, setting);

    /// <summary>The rule as it is written.</summary>
    public RuleDefinition Definition { get; }

    /// <summary>The rule as it counts here: with the scope's parameters and guards.</summary>
    public RuleDefinition Rule { get; private init; }

    public RuleSource Source { get; }

    public SettingBody Body { get; }

    /// <summary>What is stored of it; null when nothing was ever set.</summary>
    public RuleSettingRecord? Setting { get; }

    /// <summary>Overrides that do not fit the rule as it is written.</summary>
    public IReadOnlyList<RuleFault> Drift { get; private init; } = [];

    public int Revision => Setting?.Revision ?? 0;

    /// <summary>Whether all scopes share it, be it of the host's code or stored for all.</summary>
    public bool IsShared => Source.Origin != RuleOrigin.Scope;

    /// <summary>The switch of a stored rule decides, and for a shared one the scope's, too. For one of the scope's own, what is set says only who switched it.</summary>
    public bool Enabled => Source.Enabled && (Body.Disabled is null || !IsShared);

    public bool? OptedIn => Body.OptedOut is not null ? false : Body.OptedIn is not null ? true : null;

    /// <summary>Whether it counts only when a preview of exactly this definition is recorded, and none is.</summary>
    public bool AwaitsPreview => Source.RequiresPreview is { } required && (required || Rule.Guards.RequirePreview) && Previewed is null;

    /// <summary>The recorded preview of exactly this definition: the scope's own, or the one that counts in all scopes; null for none.</summary>
    public SettingPreview? Previewed { get; private init; }

    /// <summary>Whether anything is set that may keep events from starting runs: not so for nearly every rule, which then pays for nothing.</summary>
    private bool MayStop => AwaitsPreview || !Enabled || Body.OptedOut is not null || Body.Paused is not null || (Rule.Guards.OptIn && Body.OptedIn is null);

    /// <param name="rule">The rule as it is written.</param>
    /// <param name="source">Where it is from.</param>
    /// <param name="setting">What the scope has set; null for nothing.</param>
    /// <param name="json">How parameters become JSON and back.</param>
    public static ScopedRule Of(RuleDefinition rule, RuleSource source, RuleSettingRecord? setting, JsonSerializerOptions json)
    {
        var body = SettingBody.Read(setting);
        var drift = new List<RuleFault>();
        var counts = rule;
        if (body.Parameters is not null || body.Guards is not null)
        {
            var parameters = ParameterOverrides.Apply(rule, body.Parameters, json, drift);
            var guards = GuardOverrides.Apply(rule, body.Guards, drift);
            counts = rule.InScope(parameters, guards);
        }

        return new ScopedRule(rule, source, body, setting)
        {
            Rule = counts,
            Drift = drift,
            Previewed = body.PreviewOf(rule.Hash) ?? source.Shared?.PreviewOf(rule.Hash),
        };
    }

    /// <summary>Why events start no runs at an instant; null when they do.</summary>
    /// <param name="now">The instant.</param>
    /// <param name="due">For an occurrence: when it was due. One that came due in a pause stays passed over when that is over.</param>
    public Verdict? RefusalAt(DateTimeOffset now, DateTimeOffset? due = null) => MayStop && StopsAt(now, due).FirstOrDefault() is { } stop
        ? new() { Rule = Rule.Name, Reason = stop.Verdict, Detail = stop.Detail }
        : null;

    /// <summary>Everything that keeps events from starting runs at an instant, in the order in which it is asked.</summary>
    /// <param name="now">The instant.</param>
    /// <param name="due">As for <see cref="RefusalAt"/>.</param>
    public IEnumerable<RuleStop> StopsAt(DateTimeOffset now, DateTimeOffset? due = null)
    {
        if (AwaitsPreview)
        {
            yield return new()
            {
                Kind = RuleStopKind.AwaitsPreview,
                Detail = "No preview of this version of the rule is recorded, and one is required (AutomationOptions.RequirePreview of the host, or the rule's guard 'requirePreview').",
            };
        }

        if (Source is { Enabled: false, Shared: { } shared })
        {
            yield return shared.Disabled?.Stop(RuleStopKind.DisabledForAll, shared.Disabled.Describe("Disabled for all scopes"))
                ?? new() { Kind = RuleStopKind.DisabledForAll, Detail = "It was saved switched off for all scopes; SharedRules.EnableAsync switches it on." };
        }

        if (IsShared ? Body.Disabled is not null : !Source.Enabled)
        {
            yield return Body.Disabled?.Stop(RuleStopKind.Disabled, Body.Disabled.Describe("Disabled"))
                ?? new() { Kind = RuleStopKind.Disabled, Detail = "It was saved switched off; EnableAsync switches it on." };
        }

        if (Body.OptedOut is { } optedOut)
        {
            yield return optedOut.Stop(RuleStopKind.OptedOut, optedOut.Describe("Opted out"));
        }
        else if (Body.OptedIn is null && Rule.Guards.OptIn)
        {
            yield return new() { Kind = RuleStopKind.NotOptedIn, Detail = "The rule runs only where a scope opts in, and this one has not." };
        }

        if (Body.Paused is { } pause && (IsPausedAt(now) || (due >= pause.At && due < pause.Until)))
        {
            yield return pause.Stop(RuleStopKind.Paused, pause.DescribePause());
        }
    }

    /// <summary>Whether its schedules go on: what is stopped otherwise than by a pause sleeps, and is set anew when it begins again.</summary>
    public bool HasSchedulesAt(DateTimeOffset now) => RefusalAt(now) is null or { Reason: VerdictReason.Paused };

    public bool IsPausedAt(DateTimeOffset now) => Body.Paused is { } pause && (pause.Until is null || now < pause.Until);
}
