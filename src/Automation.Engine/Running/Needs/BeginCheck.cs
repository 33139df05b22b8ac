using Automation.Matching;
using Automation.Settings;
using Automation.Storage;

namespace Automation.Running.Needs;

/// <summary>Asked when a run that was queued is about to begin: whether its rule is switched on in its scope, and not paused. What is stopped waits, and goes on by itself when the rule does.</summary>
/// <remarks>The rule as it is now decides, not the version that the run keeps. Thread-safe.</remarks>
internal sealed class BeginCheck(RuleDirectory rules, TimeProvider time)
{
    /// <summary>Hears of what other hosts changed in scopes: what is decided next is not older than this.</summary>
    public Task CatchUpAsync(IEnumerable<string> scopes, CancellationToken cancellationToken) => rules.CatchUpAsync([.. scopes.Distinct(StringComparer.Ordinal)], cancellationToken);

    /// <summary>Whether something of a run is recorded, but for an approval, which may come while it waits for its rule.</summary>
    public static bool HasBegun(StoredRun stored) => stored.Entries.Any(static entry => entry.Kind != EntryKind.Approved);

    /// <summary>Why a run may not begin; null when it may, or has begun. One that somebody started by hand since, or released, was meant.</summary>
    public async ValueTask<RunTransition.Hold?> HoldOfAsync(StoredRun stored, CancellationToken cancellationToken)
    {
        var run = stored.Run;
        if (HasBegun(stored) || stored.Signals.Any(static signal => signal.Key.Kind == SignalKind.Cancel) || HeldRun.IsReleased(stored.Signals))
        {
            return null;
        }

        var index = await rules.ScopeAsync(run.Scope, cancellationToken).ConfigureAwait(false);
        var isByHand = run.TriggerKind == TriggerKind.Manual || run.RerunOf is not null;
        if (rules.Find(index, run.Rule) is not { } rule)
        {
            return !isByHand && IsStoredOff(index, run.Rule)
                ? new RunTransition.Hold($"Waiting: rule '{run.Rule}' is switched off or paused.") { Need = Need.Switch(run.Rule, run.Scope) } : null;
        }

        if (!Stops(rule))
        {
            return null;
        }

        if (StopsOf(rule).FirstOrDefault(stop => !isByHand || run.At < stop.Since) is not { } first)
        {
            return null;
        }

        // The end of a pause comes by itself; all else somebody does, and every host sees it.
        var need = first.Kind == RuleStopKind.Paused && rule.Body.Paused?.Until is { } until ? Need.Pause(run.Rule, run.Scope, until) : Need.Switch(run.Rule, run.Scope);
        return new RunTransition.Hold($"Waiting: {first.Detail}") { Need = need };
    }

    /// <summary>Whether a rule stops no run any more; also one that is gone.</summary>
    public async ValueTask<bool> IsOnAsync(string scope, string rule, CancellationToken cancellationToken)
    {
        var index = await rules.ScopeAsync(scope, cancellationToken).ConfigureAwait(false);
        return !(rules.Find(index, rule) is { } present ? Stops(present) : IsStoredOff(index, rule));
    }

    /// <summary>Whether a rule that this build lacks, or cannot read, is off by what is stored: hosts of other builds must agree, or they would hand its runs to each other for ever.</summary>
    private bool IsStoredOff(ScopeIndex index, string rule)
    {
        var set = SettingBody.Read(index.SettingOf(rule));
        return index.FindStored(rule) is { Enabled: false } || set.Disabled is not null || (set.Paused is { } pause && !(pause.Until <= time.GetUtcNow()));
    }

    /// <summary>False for nearly every rule, which then pays for nothing.</summary>
    private bool Stops(ScopedRule rule) => !rule.Enabled || rule.IsPausedAt(time.GetUtcNow());

    private IEnumerable<RuleStop> StopsOf(ScopedRule rule) =>
        rule.StopsAt(time.GetUtcNow()).Where(stop => stop.Kind is RuleStopKind.DisabledForAll or RuleStopKind.Disabled or RuleStopKind.Paused);
}
