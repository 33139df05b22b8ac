using Microsoft.Extensions.DependencyInjection;

namespace Automation.Simulation;

/// <summary>The rules of the simulated hosts that have guards, and schedules.</summary>
internal static class Guarded
{
    public const string Tick = "tick";

    /// <summary>The rule that is stored for all scopes.</summary>
    public const string Shared = "shared";

    /// <summary>How many credits the runs of <c>paid</c> may cost in a scope.</summary>
    public const int Budget = 12;

    public static readonly string[] Subjects = ["first", "second"];

    /// <summary>Those that a <see cref="Changed"/> starts.</summary>
    public static readonly string[] Rules = ["queue", "skip", "replace", "quiet", "paid"];

    public static readonly TimeSpan TickInterval = TimeSpan.FromMinutes(1);

    /// <summary>How many runs about one subject may live; null when a rule does not say it.</summary>
    public static int? MostOf(string rule) => rule switch
    {
        "queue" => 2,
        "skip" => 1,
        _ => null,
    };

    public static void Configure(AutomationBuilder builder)
    {
        builder.AddHandler<PayHandler>().AddEvent<Noted>();
        builder.AddRule<Changed>("queue", rule => Long(rule, "queue", new() { OnePerSubject = true, MaxQueued = 1 }));
        builder.AddRule<Changed>("skip", rule => Long(rule, "skip", new() { OnePerSubject = true, WhenBusy = WhenBusy.Skip }));
        builder.AddRule<Changed>("replace", rule => Long(rule, "replace", new() { OnePerSubject = true, WhenBusy = WhenBusy.Replace }));
        builder.AddRule<Changed>("quiet", rule => Long(rule, "quiet", new() { Debounce = TimeSpan.FromSeconds(5), DebounceMaxWait = TimeSpan.FromSeconds(12) }));
        builder.AddRule<Changed>("paid", rule => rule
            .OnEvent<Changed>().When(change => change.Rule == "paid")
            .Guard(new() { Budget = Budget, BudgetPeriod = BudgetPeriod.Day })
            .Then("a", run => new Pay(run.Input.Number))
            .Then("b", run => new Pay(run.Input.Number)));
        builder.AddRule<Occurrence>(Tick, rule => rule
            .OnSchedule(Schedule.Every(TickInterval) with { Missed = Missed.RunAll, MissedAfter = TimeSpan.FromHours(1) })
            .Then("a", run => new Work("a", $"{run.Input.Due:T}"), Orders.Usual));
    }

    /// <summary>The rule that is stored for all scopes, as it is after some edits.</summary>
    public static string SharedJson(int edits) => $$"""
        {
          "name": "{{Shared}}",
          "triggers": [ { "type": "event", "config": { "event": "order.noted" } }, { "type": "schedule", "config": { "every": "PT{{2 + (edits % 2)}}M" } } ],
          "steps": [ { "id": "a", "type": "work", "config": { "name": "a", "text": "{{edits}}" } } ]
        }
        """;

    private static void Long(RuleBuilder<Changed> rule, string name, GuardOptions guards) => rule
        .OnEvent<Changed>().When(change => change.Rule == name)
        .Guard(guards)
        .Then("a", run => new Work("a", $"{run.Input.Number}"), Orders.Usual)
        .Then("then", run => new Work("then"), Orders.Usual)
        .Delay("rest", TimeSpan.FromSeconds(7))
        .Then("b", run => new Work("b"), Orders.Usual);
}
