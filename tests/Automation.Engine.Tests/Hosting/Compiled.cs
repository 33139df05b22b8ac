using Automation.Definitions;
using Automation.Engine.Tests.Samples;
using Automation.Hosting;
using Automation.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Engine.Tests.Hosting;

/// <summary>Reads rules as a host does when it starts.</summary>
internal static class Compiled
{
    public static CompiledRules Of(Action<AutomationBuilder> add)
    {
        var services = new ServiceCollection();
        add(new AutomationBuilder(services));
        using var provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true });
        return RuleCompiler.Compile(provider, AutomationJson.Default);
    }

    /// <summary>One rule, called <c>r</c>, with the handlers of the samples.</summary>
    public static RuleDefinition Rule<TInput>(Action<RuleBuilder<TInput>> define) =>
        Of(builder => builder.AddSampleHandlers().AddRule("r", define)).Rules.Single();

    /// <summary>One rule that starts with an approved asset.</summary>
    public static RuleDefinition Rule(Action<RuleBuilder<AssetApproved>> define) => Rule<AssetApproved>(rule => define(rule.OnEvent<AssetApproved>()));

    public static IReadOnlyList<RuleFault> Faults(Action<AutomationBuilder> add) => Should.Throw<RuleDefinitionException>(() => Of(add)).Faults;

    /// <summary>What is wrong with one rule, called <c>r</c>.</summary>
    public static IReadOnlyList<string> FaultsOf<TInput>(Action<RuleBuilder<TInput>> define) =>
        [.. Faults(builder => builder.AddSampleHandlers().AddRule("r", define)).Select(fault => fault.Message)];
}
