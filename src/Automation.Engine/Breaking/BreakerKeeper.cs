using System.Collections.Concurrent;
using System.Globalization;
using Automation.Definitions;
using Automation.Diagnostics;
using Automation.Json;
using Automation.Matching;
using Automation.Previewing;
using Automation.Running.Machine;
using Automation.Storage;
using Microsoft.Extensions.Logging;

namespace Automation.Breaking;

/// <summary>Opens and closes the breakers of rules, and says whether one lets an event through.</summary>
/// <remarks>
/// Looked at only when a run of a rule with a breaker fails, or ends while one is open. What is decided is stored against the scope's version, so that of several hosts
/// one decides. A crash between a run's end and the look loses nothing but time: the next failure, or the next run that is let through, looks at the same ends. Thread-safe.
/// </remarks>
internal sealed partial class BreakerKeeper(
    IAutomationStore store, RuleDirectory rules, TimeProvider time, ActivityTracker activity, AutomationDiagnostics diagnostics, ILogger<BreakerKeeper> logger)
{
    private readonly Lock _gate = new();
    private readonly HashSet<(string Scope, string Rule)> _waiting = [];

    /// <summary>The runs that this process may let through, each with the end of the rest that it costs.</summary>
    private readonly ConcurrentDictionary<(string Scope, string Rule), DateTimeOffset> _trials = new();

    private Task _looks = Task.CompletedTask;

    /// <summary>Done when every look is that was asked for so far.</summary>
    public Task Looks
    {
        get
        {
            lock (_gate)
            {
                return _looks;
            }
        }
    }

    /// <summary>A run ended. Rules without a breaker cost nothing.</summary>
    public void OnEnded(RunFacts facts, RunStatus status)
    {
        var index = rules.Known(facts.Run.Scope);
        if (status == RunStatus.Cancelled || (index is not null && InEffect(facts.Rule, index).Guards.BreakAfter is null)
            || (status == RunStatus.Succeeded && index?.BreakerOf(facts.Run.Rule)?.Until is null))
        {
            return;
        }

        lock (_gate)
        {
            if (_waiting.Add((facts.Run.Scope, facts.Run.Rule)))
            {
                activity.Enter();
                _looks = LookAsync(_looks, facts.Run.Scope, facts.Rule);
            }
        }
    }

    /// <summary>Why an event may not start the rule; null when it may, or when its condition is to be asked first.</summary>
    public Verdict? RefusalOf(RuleDefinition rule, string scope, ScopeIndex? index)
    {
        if (rule.Guards.BreakAfter is null || index?.BreakerOf(rule.Name) is not { Until: { } until } breaker || until <= time.GetUtcNow() || Holds(scope, breaker))
        {
            return null;
        }

        return Refused(breaker);
    }

    /// <summary>Why a run whose condition holds may not be created; null when it may. When this host, or another one, lets one run through, the scope has another version by now, and the event is decided anew.</summary>
    /// <returns>The verdict, or what the run takes; it is given back when the run is not stored.</returns>
    public async ValueTask<(Verdict? Refused, BreakerTrial? Trial)> RefusalOfRunAsync(RuleDefinition rule, string scope, ScopeIndex? index)
    {
        if (rule.Guards.BreakAfter is null || index?.BreakerOf(rule.Name) is not { Until: { } until } breaker)
        {
            return default;
        }

        var now = time.GetUtcNow();
        if (until > now)
        {
            // Another event of this process may have been faster.
            return _trials.TryRemove(KeyValuePair.Create((scope, rule.Name), until)) ? (null, new(scope, rule.Name, until)) : (Refused(breaker), null);
        }

        var next = await DecideAsync(scope, rule, breaker, now).ConfigureAwait(false);
        var trial = next is null ? BreakerPlan.Trial(breaker, rule.Guards, now) : null;
        if (await SaveAsync(scope, next ?? trial!, index.Version, isTrial: trial is not null).ConfigureAwait(false) && trial is not null)
        {
            _trials[(scope, rule.Name)] = trial.Until!.Value;
        }

        return (Refused(breaker), null);
    }

    /// <summary>What was taken for runs that are not stored: the next event may have it.</summary>
    public void GiveBack(IReadOnlyList<BreakerTrial> trials)
    {
        foreach (var trial in trials)
        {
            _trials.TryAdd((trial.Scope, trial.Rule), trial.Until);
        }
    }

    /// <summary>Closes a breaker by hand; false when it is not open.</summary>
    public async Task<bool> CloseAsync(string scope, string rule, CancellationToken cancellationToken)
    {
        PreviewMark.Refuse("closing a breaker");
        for (var decision = 0; decision < RuleDirectory.MaxDecisions; decision++)
        {
            var index = await rules.ReloadAsync(scope, cancellationToken).ConfigureAwait(false);
            if (index.BreakerOf(rule)?.Until is null)
            {
                return false;
            }

            if (await store.SaveBreakerAsync(scope, BreakerPlan.Closed(rule, time.GetUtcNow()), index.Version, cancellationToken).ConfigureAwait(false))
            {
                LogClosed(rule, scope);
                return true;
            }
        }

        throw new AutomationUnavailableException($"The rules of scope '{scope}' changed {RuleDirectory.MaxDecisions} times while the breaker of rule '{rule}' was closed; nothing was stored. Ask again.");
    }

    /// <summary>The rule with the guards that the scope may have set for it.</summary>
    private RuleDefinition InEffect(RuleDefinition rule, ScopeIndex index) => rules.Find(index, rule.Name)?.Rule ?? rule;

    private static Verdict Refused(RuleBreaker breaker)
    {
        var detail = string.Create(
            CultureInfo.InvariantCulture,
            $"{breaker.Failures} runs failed in a row. The rule rests until {Instant.Text(breaker.Until)}, then one run is let through. The last failure: {breaker.Reason ?? "unknown."}");
        return new Verdict { Rule = breaker.Rule, Reason = VerdictReason.BreakerOpen, Detail = Json.StorableText.Clean(detail, 1024) };
    }

    private bool Holds(string scope, RuleBreaker breaker) => !_trials.IsEmpty && _trials.TryGetValue((scope, breaker.Rule), out var until) && until == breaker.Until;

    /// <summary>One after the other: many runs may fail at once.</summary>
    private async Task LookAsync(Task before, string scope, RuleDefinition rule)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        lock (_gate)
        {
            _waiting.Remove((scope, rule.Name));
        }

        try
        {
            for (var decision = 0; decision < RuleDirectory.MaxDecisions && !await TryLookAsync(scope, rule).ConfigureAwait(false); decision++)
            {
            }
        }
        catch (Exception exception)
        {
            // The store is away, or a bug of ours: the next failure looks again.
            LogNotLookedAt(rule.Name, scope, exception);
        }
        finally
        {
            activity.Leave();
        }
    }

    /// <summary>False when the scope changed meanwhile.</summary>
    private async Task<bool> TryLookAsync(string scope, RuleDefinition rule)
    {
        var index = await rules.ReloadAsync(scope, CancellationToken.None).ConfigureAwait(false);
        var present = InEffect(rule, index);
        var next = present.Guards.BreakAfter is null ? null : await DecideAsync(scope, present, index.BreakerOf(rule.Name), time.GetUtcNow()).ConfigureAwait(false);
        return next is null || await SaveAsync(scope, next, index.Version, isTrial: false).ConfigureAwait(false);
    }

    private async Task<RuleBreaker?> DecideAsync(string scope, RuleDefinition rule, RuleBreaker? breaker, DateTimeOffset now)
    {
        var query = new RunQuery { Rule = rule.Name, Statuses = BreakerPlan.Counted, Limit = rule.Guards.BreakAfter!.Value };
        return BreakerPlan.Next(rule.Name, rule.Guards, breaker, await store.ListRunsAsync(scope, query, CancellationToken.None).ConfigureAwait(false), now);
    }

    private async Task<bool> SaveAsync(string scope, RuleBreaker next, long version, bool isTrial)
    {
        try
        {
            if (!await store.SaveBreakerAsync(scope, next, version, CancellationToken.None).ConfigureAwait(false))
            {
                return false;
            }
        }
        catch (CommitUnknownException unknown)
        {
            throw new StoreUnavailableException("The store did not say whether it stored the breaker.", unknown);
        }

        if (isTrial)
        {
            LogTrial(next.Rule, scope);
        }
        else if (next.Until is { } until)
        {
            diagnostics.OnBreakerOpened();
            LogOpened(next.Rule, scope, next.Failures, until);
        }
        else
        {
            LogClosed(next.Rule, scope);
        }

        return true;
    }
}
