using Automation.Json;
using Automation.Storage;

namespace Automation.Breaking;

/// <summary>Decides what becomes of a rule's breaker. Pure: takes what is stored, and answers what shall be.</summary>
internal static class BreakerPlan
{
    /// <summary>The ends that count: a run that quarantine stopped has failed, one that somebody cancelled says nothing.</summary>
    public static readonly IReadOnlyList<RunStatus> Counted = [RunStatus.Succeeded, RunStatus.Failed, RunStatus.Quarantined];

    /// <summary>What the newest ends make of the breaker; null when it stays as it is.</summary>
    /// <param name="rule">The rule's name.</param>
    /// <param name="guards">Its guards.</param>
    /// <param name="breaker">The breaker; null when it never opened.</param>
    /// <param name="newest">The newest runs with an end that counts, as many as the breaker asks for, newest first.</param>
    /// <param name="now">The present instant.</param>
    public static RuleBreaker? Next(string rule, GuardOptions guards, RuleBreaker? breaker, IReadOnlyList<StoredRunSummary> newest, DateTimeOffset now)
    {
        if (breaker?.Until is null)
        {
            var failures = newest.TakeWhile(HasFailed).Count(run => breaker is null || (run.EndedAt ?? run.Run.At) > breaker.ChangedAt);
            return failures >= guards.BreakAfter ? Opened(rule, guards, failures, newest[0], now) : null;
        }

        // What began before it opened says nothing of the rule as it is now.
        return newest.FirstOrDefault(run => run.Run.At > breaker.ChangedAt) is not { } tried ? null
            : HasFailed(tried) ? Opened(rule, guards, breaker.Failures + 1, tried, now)
            : Closed(rule, now);
    }

    /// <summary>Lets one run through: nobody else does until the rule has rested for as long again.</summary>
    public static RuleBreaker Trial(RuleBreaker breaker, GuardOptions guards, DateTimeOffset now) => breaker with { Until = EndOf(guards, now) };

    public static RuleBreaker Closed(string rule, DateTimeOffset now) => new() { Rule = rule, Failures = 0, ChangedAt = now };

    private static bool HasFailed(StoredRunSummary run) => run.EndStatus != RunStatus.Succeeded;

    private static RuleBreaker Opened(string rule, GuardOptions guards, int failures, StoredRunSummary last, DateTimeOffset now) => new()
    {
        Rule = rule,
        Failures = failures,
        ChangedAt = now,
        Until = EndOf(guards, now),
        Reason = last.EndReason ?? last.Live?.Reason,
    };

    private static DateTimeOffset EndOf(GuardOptions guards, DateTimeOffset now) => Instant.Whole(now + guards.BreakFor);
}
