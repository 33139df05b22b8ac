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

    /// <summary>Why a run may not begin; null when it may, or has begun. One that somebody started by hand since, or released, was meant.</summary>
    public async ValueTask<RunTransition.Hold?> HoldOfAsync(StoredRun stored, CancellationToken cancellationToken)
    {
        var run = stored.Run;
        if (stored.Entries.Count > 0 || stored.Signals.Any(signal => signal.Key.Kind is SignalKind.Release or SignalKind.Cancel)
            || rules.Find(await rules.ScopeAsync(run.Scope, cancellationToken).ConfigureAwait(false), run.Rule) is not { } rule || !Stops(rule))
        {
            return null;
        }

        var isByHand = run.TriggerKind == TriggerKind.Manual || run.RerunOf is not null;
        if (StopsOf(rule).FirstOrDefault(stop => !isByHand || run.At < stop.Since) is not { } first)
        {
            return null;
        }

        // The end of a pause comes by itself; all else somebody does, and every host sees it.
        var need = first.Kind == RuleStopKind.Paused && rule.Body.Paused?.Until is { } until ? Need.Pause(run.Rule, run.Scope, until) : Need.Switch(run.Rule, run.Scope);
        return new RunTransition.Hold($"Waiting: {first.Detail}") { Need = need };
    }

    /// <summary>Whether a rule stops no run any more; also one that is gone.</summary>
    public async ValueTask<bool> IsOnAsync(string scope, string rule, CancellationToken cancellationToken) =>
        rules.Find(await rules.ScopeAsync(scope, cancellationToken).ConfigureAwait(false), rule) is not { } present || !Stops(present);

    /// <summary>False for nearly every rule, which then pays for nothing.</summary>
    private bool Stops(ScopedRule rule) => !rule.Enabled || rule.IsPausedAt(time.GetUtcNow());

    private IEnumerable<RuleStop> StopsOf(ScopedRule rule) =>
        rule.StopsAt(time.GetUtcNow()).Where(stop => stop.Kind is RuleStopKind.DisabledForAll or RuleStopKind.Disabled or RuleStopKind.Paused);
}
