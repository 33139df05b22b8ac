using Automation.Engine.Tests.Hosting;
using Automation.Engine.Tests.Samples;

namespace Automation.Definitions;

/// <summary>Options of a rule that is written in C# are checked when the host starts.</summary>
public sealed class OptionRangeTests
{
    public static TheoryData<StepOptions, string> Steps => new()
    {
        { new() { Retry = RetryOptions.Backoff(0) }, "RetryOptions.MaxAttempts is 0; a value from 1 to 100 is allowed." },
        { new() { Retry = RetryOptions.Backoff(101) }, "RetryOptions.MaxAttempts is 101; a value from 1 to 100 is allowed." },
        { new() { Retry = new() { Delay = TimeSpan.FromSeconds(-1) } }, "RetryOptions.Delay is -00:00:01; it cannot be negative." },
        { new() { Retry = new() { MaxDelay = TimeSpan.FromSeconds(-1) } }, "RetryOptions.MaxDelay is -00:00:01; it cannot be negative." },
        { new() { Timeout = TimeSpan.Zero }, "StepOptions.Timeout is 00:00:00; 1 millisecond to 30 days is allowed." },
        { new() { Timeout = TimeSpan.FromDays(30) + TimeSpan.FromTicks(1) }, "StepOptions.Timeout is 30.00:00:00.0000001; 1 millisecond to 30 days is allowed." },
    };

    public static TheoryData<ForEachOptions, string> Loops => new()
    {
        { new() { MaxParallel = 0 }, "ForEachOptions.MaxParallel is 0; a value from 1 to 100 is allowed." },
        { new() { MaxParallel = 101 }, "ForEachOptions.MaxParallel is 101; a value from 1 to 100 is allowed." },
        { new() { MaxItems = 0 }, "ForEachOptions.MaxItems is 0; a value from 1 to 10,000 is allowed." },
        { new() { MaxItems = 10_001 }, "ForEachOptions.MaxItems is 10001; a value from 1 to 10,000 is allowed." },
    };

    public static TheoryData<GuardOptions, string> Guards => new()
    {
        { new() { MaxRunsPerScope = 0 }, "GuardOptions.MaxRunsPerScope is 0; at least 1 is allowed." },
        { new() { OnePerSubject = true, MaxQueued = 0 }, "GuardOptions.MaxQueued is 0; at least 1 is allowed." },
        {
            new() { WhenBusy = WhenBusy.Skip },
            "GuardOptions.WhenBusy is Skip, but the rule is never busy. Set GuardOptions.OnePerSubject or GuardOptions.MaxRunsPerScope, or leave it out."
        },
        {
            new() { WhenBusy = WhenBusy.Replace, MaxRunsPerScope = 2 },
            "GuardOptions.WhenBusy is Replace, but GuardOptions.MaxRunsPerScope is 2, and nothing says which of the runs is replaced. Set GuardOptions.OnePerSubject, or allow one run."
        },
        {
            new() { WhenBusy = WhenBusy.Parallel, OnePerSubject = true },
            "GuardOptions.WhenBusy is Parallel, but GuardOptions.OnePerSubject or GuardOptions.MaxRunsPerScope is set, and runs cannot do both, wait for each other and not. Leave one of them out."
        },
        {
            new() { WhenBusy = WhenBusy.Skip, OnePerSubject = true, MaxQueued = 3 },
            "GuardOptions.MaxQueued is 3, but no run of the rule ever waits. It goes with GuardOptions.OnePerSubject or GuardOptions.MaxRunsPerScope, and with Queue."
        },
        { new() { BreakFor = TimeSpan.FromMinutes(1) }, "GuardOptions.BreakFor is set, but the rule has no breaker. Set GuardOptions.BreakAfter, or leave it out." },
        { new() { Debounce = TimeSpan.FromSeconds(-1) }, "GuardOptions.Debounce is -00:00:01; 1 millisecond to 30 days is allowed." },
        { new() { Debounce = TimeSpan.Zero }, "GuardOptions.Debounce is 00:00:00; 1 millisecond to 30 days is allowed." },
        { new() { DebounceMaxWait = TimeSpan.FromHours(1) }, "GuardOptions.DebounceMaxWait needs GuardOptions.Debounce, which is not set." },
        { new() { Debounce = TimeSpan.FromHours(1), DebounceMaxWait = TimeSpan.FromMinutes(59) }, "GuardOptions.DebounceMaxWait is 00:59:00, shorter than GuardOptions.Debounce, which is 01:00:00." },
        { new() { Debounce = TimeSpan.FromHours(1), DebounceMaxWait = TimeSpan.FromDays(301) }, "GuardOptions.DebounceMaxWait is 301.00:00:00; at most 300 days are allowed." },
        { new() { BreakAfter = 0 }, "GuardOptions.BreakAfter is 0; a value from 1 to 100 is allowed." },
        { new() { BreakAfter = 1, BreakFor = TimeSpan.Zero }, "GuardOptions.BreakFor is 00:00:00; 1 second to 30 days is allowed." },
        { new() { BreakAfter = 1, BreakFor = TimeSpan.MaxValue }, "GuardOptions.BreakFor is 10675199.02:48:05.4775807; 1 second to 30 days is allowed." },
        { new() { ApprovalAbove = -1 }, "GuardOptions.ApprovalAbove is -1; 0 to 1,000,000,000 is allowed, with at most six digits behind the point." },
        { new() { Budget = 1_000_000_001 }, "GuardOptions.Budget is 1000000001; 0 to 1,000,000,000 is allowed, with at most six digits behind the point." },
        { new() { BudgetPeriod = BudgetPeriod.Day }, "GuardOptions.BudgetPeriod is set, but the rule has no budget. Set GuardOptions.Budget, or leave it out." },
        { new() { Budget = 1, BudgetPeriod = (BudgetPeriod)7 }, "GuardOptions.BudgetPeriod has no value 7; Day, Week or Month is allowed." },
        { new() { ApprovalAbove = 0.0000001m }, "GuardOptions.ApprovalAbove is 0.0000001; 0 to 1,000,000,000 is allowed, with at most six digits behind the point." },
    };

    [Theory]
    [MemberData(nameof(Steps))]
    public void Step_OutOfRange_IsAFault(StepOptions options, string problem)
    {
        string[] faults = [$"Rule 'r': step 'a': {problem}"];
        Faults(rule => rule.Then("a", Status, options)).ShouldBe(faults);
        Faults(rule => rule.Then("a", Status, out _, options)).ShouldBe(faults);
        Faults(rule => rule.Try("a", Status, options)).ShouldBe(faults);
        Faults(rule => rule.Try("a", Status, out _, options)).ShouldBe(faults);
        Faults(rule => rule.Do("a", (_, _, _) => Task.CompletedTask, options)).ShouldBe(faults);
        Faults(rule => rule.Do("a", (_, _, _) => Task.FromResult(1), out _, options)).ShouldBe(faults);
    }

    [Theory]
    [MemberData(nameof(Loops))]
    public void Loop_OutOfRange_IsAFault(ForEachOptions options, string problem)
    {
        string[] faults = [$"Rule 'r': step 'a': {problem}"];
        Faults(rule => rule.ForEach("a", _ => new[] { 1 }, (each, _) => each.Then("b", Status), options)).ShouldBe(faults);
        Faults(rule => rule.Collect("a", _ => new[] { 1 }, (each, item) => each.Return(item), out _, options)).ShouldBe(faults);
    }

    [Theory]
    [MemberData(nameof(Guards))]
    public void Guard_OutOfRange_IsAFault(GuardOptions guards, string problem) =>
        Faults(rule => rule.Guard(guards).Then("a", Status)).ShouldBe([$"Rule 'r': {problem}"]);

    [Fact]
    public void Waits_OutOfRange_AreFaults()
    {
        Faults(rule => rule.Delay("a", TimeSpan.FromTicks(-1))).ShouldBe(["Rule 'r': step 'a': the delay is -00:00:00.0000001; it cannot be negative."]);
        Faults(rule => rule.WaitFor<AssetReviewed>("a", _ => "s", TimeSpan.Zero, out _))
            .ShouldBe(["Rule 'r': step 'a': the timeout is 00:00:00; it must be longer than zero."]);
    }

    [Fact]
    public void Edges_AreAllowed() => Compiled.Rule(rule => rule
        .Then("a", Status, new() { Retry = RetryOptions.Backoff(100), Timeout = TimeSpan.FromMilliseconds(1) })
        .Then("b", Status, new() { Retry = RetryOptions.Fixed(1, TimeSpan.Zero), Timeout = TimeSpan.FromDays(30) })
        .ForEach("c", _ => new[] { 1 }, (each, _) => each.Delay("d", TimeSpan.Zero), new() { MaxParallel = 100, MaxItems = 10_000 }))
        .Body.Nodes.Count.ShouldBe(3);

    private static IReadOnlyList<string> Faults(Action<RuleBuilder<AssetApproved>> define) =>
        Compiled.FaultsOf<AssetApproved>(rule => define(rule.OnEvent<AssetApproved>()));

    private static SetStatus Status(RunView<AssetApproved> run) => new(run.Input.AssetId, "seen");
}
