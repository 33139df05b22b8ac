using Microsoft.Extensions.DependencyInjection;

namespace Automation.Simulation;

/// <summary>The rules of the simulated hosts: a little of everything.</summary>
internal static class Orders
{
    public const int Kinds = 6;

    /// <summary>Those that an order starts once.</summary>
    public static readonly string[] Rules = ["three", "rest", "waiting", "fork", "deferred", "chain", "told"];

    private static readonly RetryOptions Often = RetryOptions.Fixed(4, TimeSpan.FromSeconds(2));

    public static readonly StepOptions Usual = new() { Retry = Often, Timeout = TimeSpan.FromSeconds(10) };

    /// <summary>How many runs of a rule may be at work in a scope; null without a limit.</summary>
    public static int? LimitOf(string rule) => rule == "three" ? 2 : null;

    public static void Configure(AutomationBuilder builder) => builder
        .AddHandler<WorkHandler>().AddHandler<JobHandler>().AddHandler<TellHandler>()
        .AddRule<Placed>("three", rule => rule
            .OnEvent<Placed>().When(order => order.Kind == 0)
            .Guard(new() { MaxRunsPerScope = LimitOf("three") })
            .Then("a", run => new Work("a", run.Input.Id), out var a, Usual)
            .Then("b", run => new Work("once", run.Get(a)), new() { Delivery = DeliveryMode.AtMostOnce, Timeout = TimeSpan.FromSeconds(10) })
            .Then("c", run => new Work("c", run.Get(a)), Usual))
        .AddRule<Placed>("rest", rule => rule
            .OnEvent<Placed>().When(order => order.Kind == 1)
            .Then("a", run => new Work("a"), Usual)
            .Delay("long", run => TimeSpan.FromSeconds(run.Input.Seconds))
            .Delay("short", TimeSpan.FromSeconds(2))
            .Then("b", run => new Work("b"), new() { Retry = RetryOptions.Backoff(3), Timeout = TimeSpan.FromSeconds(10) }))
        .AddRule<Placed>("waiting", rule => rule
            .OnEvent<Placed>().When(order => order.Kind == 2)
            .Then("a", run => new Work("a"), Usual)
            .WaitFor<Paid>(
                "w", run => run.Input.Id, TimeSpan.FromSeconds(60),
                (received, paid) => received.Then("thank", run => new Work("thank", run.Get(paid).Id), Usual),
                late => late.Then("remind", run => new Work("remind"), Usual))
            .Then("z", run => new Work("z"), Usual))
        .AddRule<Placed>("fork", rule => rule
            .OnEvent<Placed>().When(order => order.Kind == 3)
            .Parallel(
                "p",
                left => left.Then("l1", run => new Work("l1"), Usual).Then("l2", run => new Work("l2"), Usual),
                right => right.Delay("d", TimeSpan.FromSeconds(3)).Then("r1", run => new Work("r1"), Usual))
            .Then("join", run => new Work("join"), Usual))
        .AddRule<Placed>("deferred", rule => rule
            .OnEvent<Placed>().When(order => order.Kind == 4)
            .Then("j", run => new Job(run.Input.Id), out var job, new() { Timeout = TimeSpan.FromSeconds(40), Retry = RetryOptions.Fixed(2, TimeSpan.FromSeconds(1)) })
            .Then("b", run => new Work("b", run.Get(job)), Usual))
        .AddRule<Placed>("chain", rule => rule
            .OnEvent<Placed>().When(order => order.Kind == 5)
            .Then("tell", run => new Tell(run.Input.Id), Usual)
            .Then("a", run => new Work("a"), Usual))
        .AddRule<Told>("told", rule => rule.OnEvent<Told>().Then("b", run => new Work("b", run.Input.Id), Usual));
}
