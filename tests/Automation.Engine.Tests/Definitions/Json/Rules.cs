using Automation.Actions;
using Automation.Conditions;

namespace Automation.Definitions.Json;

/// <summary>What the tests of rules in JSON read with, and small documents.</summary>
internal static class Rules
{
    /// <summary>Knows the actions and conditions of all examples.</summary>
    public static readonly RuleJsonReader Reader = new(
        new ActionCatalog(
        [
            TestAction.Of("image.cutout", hasResult: true),
            TestAction.Of("atlas.pack", hasResult: true),
            TestAction.Of("atlas.split", hasResult: true),
            TestAction.Of("atlas.export", hasResult: true),
            TestAction.Of("asset.set-status", hasResult: false),
            TestAction.Of("asset.tag", hasResult: true),
            TestAction.Of("cde.sync", hasResult: true),
            TestAction.Of("script.run", hasResult: true),
            TestAction.Of("files.distribute", hasResult: false),
            TestAction.Of("mail.send", hasResult: false),
        ]),
        new ConditionCatalog([TestCondition.Of("asset.locked"), TestCondition.Of("budget.left")]));

    /// <summary>Steps that do nothing.</summary>
    public const string End = """[ { "stop": "x" } ]""";

    /// <summary>A rule with these steps, and more members behind them.</summary>
    public static string With(string steps, string more = "") =>
        $$"""{ "name": "r", "triggers": [ { "type": "manual" } ], "steps": {{steps}}{{(more.Length == 0 ? "" : ", ")}}{{more}} }""";

    /// <summary>Reads a rule that has no faults, which the published schema must take, too.</summary>
    public static RuleDefinition Read(string json)
    {
        var result = Reader.Read(json);
        result.Faults.Select(fault => fault.ToString()).ShouldBeEmpty();
        SchemaCheck.Accepts(json).ShouldBeTrue($"The schema refuses {json}");
        return result.Rule.ShouldNotBeNull();
    }

    /// <summary>The faults of a document, each as <c>pointer: message</c>, without the name of the rule.</summary>
    public static IReadOnlyList<string> Faults(string json) =>
        [.. Reader.Read(json).Faults.Select(fault => $"{fault.Pointer}: {WithoutRule(fault)}")];

    private static string WithoutRule(RuleFault fault)
    {
        if (fault.Rule.Length == 0)
        {
            return fault.Message;
        }

        var prefix = $"Rule '{fault.Rule}': ";
        fault.Message.ShouldStartWith(prefix);
        return fault.Message[prefix.Length..];
    }
}
