using Microsoft.Extensions.DependencyInjection;

namespace Automation.EndToEnd.Worlds;

/// <summary>Rules that many tests need.</summary>
internal static class Rules
{
    /// <summary>A rule named <c>rule</c> that starts with every placed order.</summary>
    public static Action<AutomationBuilder> On(Action<RuleBuilder<OrderPlaced>> define) => Named("rule", define);

    public static Action<AutomationBuilder> Named(string name, Action<RuleBuilder<OrderPlaced>> define) =>
        builder => builder.AddRule<OrderPlaced>(name, rule =>
        {
            rule.OnEvent<OrderPlaced>();
            define(rule);
        });

    /// <summary>Steps a, b and c.</summary>
    public static Action<AutomationBuilder> Three { get; } = On(rule => rule
        .Then("a", run => new Work("a")).Then("b", run => new Work("b")).Then("c", run => new Work("c")));

    /// <summary>One step, a.</summary>
    public static Action<AutomationBuilder> One { get; } = On(rule => rule.Then("a", run => new Work("a", run.Input.Id)));
}
