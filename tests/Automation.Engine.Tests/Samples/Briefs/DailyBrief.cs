namespace Automation.Engine.Tests.Samples;

public sealed record BriefParameters
{
    public TimeOnly At { get; init; } = new(7, 0);

    public string Channel { get; init; } = "mail";
}

/// <summary>Each tenant's own hour and zone.</summary>
[Rule("daily-brief")]
public sealed class DailyBrief : IRule<Occurrence>
{
    public void Define(RuleBuilder<Occurrence> rule) => rule
        .Parameters(new BriefParameters(), out var brief)
        .OnSchedule(scope => Schedule.Daily(scope.Get(brief).At) with { Missed = Missed.Skip })      // zone: the scope's, unless .In("…") says another
        .Then("compose", run => new ComposeBrief(DateOnly.FromDateTime(run.Input.Local), "daily"), out var text)
        .Then("dispatch", run => new Dispatch(run.Get(brief).Channel, run.Get(text)));
}
