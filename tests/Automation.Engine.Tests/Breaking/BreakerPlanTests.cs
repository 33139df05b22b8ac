using Automation.Storage;

namespace Automation.Breaking;

/// <summary>What the newest ends make of a breaker.</summary>
public sealed class BreakerPlanTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly GuardOptions Three = new() { BreakAfter = 3, BreakFor = TimeSpan.FromMinutes(10) };

    // Newest first; f failed, s succeeded, q quarantined. A breaker that never opened.
    [Theory]
    [InlineData("", 0)]
    [InlineData("ff", 0)]
    [InlineData("fff", 3)]
    [InlineData("ffs", 0)]
    [InlineData("sff", 0)]
    [InlineData("fqf", 3)]
    public void NeverOpened_OpensAfterThree(string ends, int failures)
    {
        var next = BreakerPlan.Next("r", Three, null, Runs(ends), Now);

        next?.Failures.ShouldBe(failures);
        (next is null).ShouldBe(failures == 0);
        next?.Until.ShouldBe(Now.AddMinutes(10));
    }

    [Fact]
    public void Closed_DoesNotCountWhatEndedBefore()
    {
        BreakerPlan.Next("r", Three, BreakerPlan.Closed("r", Now.AddMinutes(-2)), Runs("fff"), Now).ShouldBeNull();
        BreakerPlan.Next("r", Three, BreakerPlan.Closed("r", Now.AddMinutes(-10)), Runs("fff"), Now).ShouldNotBeNull();
    }

    // Faults: a run that began before it opened closes it, or opens it again.
    [Theory]
    [InlineData("s")]
    [InlineData("f")]
    public void Open_DoesNotHearOfRunsThatBeganBefore(string ends) =>
        BreakerPlan.Next("r", Three, Open(Now.AddSeconds(-30)), Runs(ends), Now).ShouldBeNull();

    [Fact]
    public void Open_WhenTheNewestRunSinceSucceeded_Closes() =>
        BreakerPlan.Next("r", Three, Open(Now.AddHours(-1)), Runs("s"), Now).ShouldBe(BreakerPlan.Closed("r", Now));

    [Fact]
    public void Open_WhenTheNewestRunSinceFailed_OpensForAsLongAgain() =>
        BreakerPlan.Next("r", Three, Open(Now.AddHours(-1)), Runs("f"), Now)
            .ShouldBe(new RuleBreaker { Rule = "r", Failures = 4, ChangedAt = Now, Until = Now.AddMinutes(10), Reason = "no" });

    [Fact]
    public void Until_IsKeptToTheMicrosecond() =>
        BreakerPlan.Trial(Open(Now), Three, Now.AddTicks(17)).Until.ShouldBe(Now.AddMinutes(10).AddTicks(10));

    private static RuleBreaker Open(DateTimeOffset since) => new() { Rule = "r", Failures = 3, ChangedAt = since, Until = since.AddMinutes(10), Reason = "no" };

    /// <summary>One a minute: the newest began and ended a minute ago.</summary>
    private static StoredRunSummary[] Runs(string ends) => [.. ends.Select((end, index) => new StoredRunSummary
    {
        Run = new RunRecord
        {
            Id = new RunId(Guid.Empty), Scope = "p", Rule = "r", RuleHash = "h", TriggerKind = TriggerKind.Manual, TriggerId = "manual", At = Now.AddMinutes(-index - 1),
        },
        Live = end == 'q' ? new LiveRecord { State = LiveState.Quarantined, ClaimNumber = 1, Rescues = 4, Reason = "no" } : null,
        EndStatus = end switch { 'f' => RunStatus.Failed, 's' => RunStatus.Succeeded, _ => null },
        EndedAt = end == 'q' ? null : Now.AddMinutes(-index - 1),
        EndReason = end == 'f' ? "no" : null,
    })];
}
