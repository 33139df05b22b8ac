using Automation.Diagnostics;
using Automation.Intake;
using Automation.Matching;
using Automation.Storage;
using Microsoft.Extensions.Logging;

namespace Automation.Debouncing;

/// <summary>Ends the series of events whose subject has become quiet, and sleeps until the next one is due.</summary>
/// <remarks>Every host has one, and none leads: of several that find a series due, the store lets one end it. What this host cannot read is left to others.</remarks>
internal sealed partial class DebouncePass(
    IAutomationStore store, RuleDirectory rules, EventIntake intake, TimeProvider time, ActivityTracker activity, LoopState state, Pace pace, ILogger<DebouncePass> logger)
{
    private const int PageLimit = 200;

    /// <summary>How soon a series is looked at again that was just moved on or ended.</summary>
    private static readonly TimeSpan Contended = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a series is left to hosts whose build has the rule as its last event was matched.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    /// <summary>How long a series waits for a host that has its rule.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromDays(7);

    private readonly PassLoop _loop = new(time, activity, state, pace);
    private readonly LastFaults<(string Scope, string Rule)> _faults = new();

    /// <summary>Look now.</summary>
    public void Wake() => _loop.Wake();

    /// <summary>Another process stored something, or is not heard any more.</summary>
    public void Hear() => _loop.Hear();

    /// <summary>A series of this host's will be due then, or later.</summary>
    public void Expect(DateTimeOffset due) => _loop.Expect(due);

    /// <summary>Ends a series whose next event has come, without leaving it to anybody.</summary>
    public async Task EndAsync(DebounceRecord due)
    {
        if (await EndAsync(due, mayLeave: false, CancellationToken.None).ConfigureAwait(false) is { } at)
        {
            Expect(at);
        }
    }

    /// <summary>Passes until the token stops it; backs off when the store does not answer.</summary>
    public Task RunAsync(CancellationToken stopping) => _loop.RunAsync(RunOnceAsync, LogPassFailed, stopping);

    /// <summary>One pass: ends what is due, page by page, and says when to look again; null for when an event comes.</summary>
    public async Task<DateTimeOffset?> RunOnceAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset? next = null;
        DebounceRecord? after = null;
        while (true)
        {
            var page = await store.ListDueDebouncesAsync(time.GetUtcNow(), after, PageLimit, cancellationToken).ConfigureAwait(false);
            if (page.Series.Count > 0)
            {
                pace.Quicken();
            }

            foreach (var at in await Task.WhenAll(page.Series.Select(due => EndAsync(due, mayLeave: true, cancellationToken))).ConfigureAwait(false))
            {
                next = PassLoop.Sooner(next, at);
            }

            if (page.Series.Count < PageLimit)
            {
                return PassLoop.Sooner(next, page.Next);
            }

            after = page.Series[^1];
        }
    }

    /// <summary>Answers when to look at the series again; null when it is done with.</summary>
    private async Task<DateTimeOffset?> EndAsync(DebounceRecord record, bool mayLeave, CancellationToken cancellationToken)
    {
        try
        {
            for (var decision = 1; decision <= RuleDirectory.MaxDecisions; decision++)
            {
                var (due, at) = await DecideAsync(record, mayLeave, reload: decision > 1, cancellationToken).ConfigureAwait(false);
                if (due is null)
                {
                    return at;
                }

                switch (await intake.EndSeriesAsync(due).ConfigureAwait(false))
                {
                    case AcceptStatus.StaleScope:
                        continue;
                    case AcceptStatus.NotDue:
                        return time.GetUtcNow() + Contended;
                    default:
                        return null;
                }
            }
        }
        catch (AutomationUnavailableException)
        {
            // The writer said so, and the series is found again.
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // This series' trouble only; it stays due.
            LogNotEnded(record.Rule, record.Key, record.Scope, PassLoop.Retry, exception);
        }

        return time.GetUtcNow() + PassLoop.Retry;
    }

    /// <summary>What ending it needs; or null, and when to look again, when it is left to another host.</summary>
    private async Task<(DueSeries? Due, DateTimeOffset? At)> DecideAsync(DebounceRecord record, bool mayLeave, bool reload, CancellationToken cancellationToken)
    {
        var index = reload
            ? await rules.ReloadAsync(record.Scope, cancellationToken).ConfigureAwait(false)
            : await rules.ScopeAsync(record.Scope, cancellationToken).ConfigureAwait(false);
        var last = await store.FindEventAsync(record.Scope, record.LastEventId, cancellationToken).ConfigureAwait(false);
        if (rules.TryGetCode(record.Rule, out var code))
        {
            if (mayLeave && code.Hash != record.RuleHash && record.DueAt + Grace > time.GetUtcNow())
            {
                return (null, record.DueAt + Grace);
            }
        }
        else if (index.FindStored(record.Rule) is null)
        {
            // What is remembered may be older than the rule.
            return reload ? await WithoutRuleAsync(record, last, index, cancellationToken).ConfigureAwait(false)
                : await DecideAsync(record, mayLeave, reload: true, cancellationToken).ConfigureAwait(false);
        }

        var rule = await rules.FindForRunAsync(record.Scope, record.Rule, record.RuleHash, cancellationToken).ConfigureAwait(false)
            ?? (mayLeave ? null : rules.Find(index, record.Rule)?.Definition);
        if (rule is null)
        {
            LeaveToOthers(record, "this build cannot read the rule.");
            return (null, null);
        }

        _faults.Forget((record.Scope, record.Rule));
        return (new DueSeries { Record = record, Last = last, Rule = rules.InScope(index, rule), Index = index }, null);
    }

    /// <summary>A stored rule that was deleted since starts nothing; one of the code of another build may still be started there.</summary>
    private async Task<(DueSeries? Due, DateTimeOffset? At)> WithoutRuleAsync(DebounceRecord record, EventRecord? last, ScopeIndex index, CancellationToken cancellationToken)
    {
        var wasStored = await store.FindRuleVersionAsync(record.Scope, record.Rule, record.RuleHash, cancellationToken).ConfigureAwait(false) is not null;
        if (!wasStored && record.DueAt + Abandoned > time.GetUtcNow())
        {
            LeaveToOthers(record, "the host has no such rule.");
            return (null, null);
        }

        var why = wasStored ? "The rule was deleted since." : $"No host has had this rule for {Abandoned.TotalDays} days.";
        var refusal = new Verdict { Rule = record.Rule, Reason = VerdictReason.Disabled, Detail = why };
        return (new DueSeries { Record = record, Last = last, Refusal = refusal, Index = index }, null);
    }

    /// <summary>Said once for each reason.</summary>
    private void LeaveToOthers(DebounceRecord record, string reason)
    {
        if (_faults.IsNews((record.Scope, record.Rule), reason))
        {
            LogLeft(record.Rule, record.Key, record.Scope, reason);
        }
    }
}
