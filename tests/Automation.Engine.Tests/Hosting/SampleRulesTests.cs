using Automation.Engine.Tests.Samples;
using Automation.Hosting;
using Automation.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Engine.Tests.Hosting;

/// <summary>The rules of the guide build as they stand.</summary>
public sealed class SampleRulesTests
{
    [Fact]
    public void Compile_Samples_FindsNoFault()
    {
        var services = new ServiceCollection();
        new AutomationBuilder(services).AddSamples();
        using var provider = services.BuildServiceProvider();

        var compiled = RuleCompiler.Compile(provider, AutomationJson.Default);

        compiled.Rules.Select(rule => rule.Name).ShouldBe(
            ["asset-approved", "export-wanted", "asset-review", "file-pipeline", "qualify-lead", "daily-brief", "mark-seen"]);
        compiled.Rules.Select(rule => rule.Hash).Distinct().Count().ShouldBe(7);
    }
}
