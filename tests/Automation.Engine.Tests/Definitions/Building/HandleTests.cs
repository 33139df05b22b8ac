using System.Text.Json;
using Automation.Engine.Tests.Hosting;
using Automation.Engine.Tests.Samples;
using Automation.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Definitions;

/// <summary>What reading a handle says when the value is not there, and what TryGet answers.</summary>
public sealed class HandleTests
{
    private static readonly AssetApproved Asset = new("a-17", "sprite", "v1");

    [Fact]
    public void Get_OutOfABranch_SaysWhereTheStepStands()
    {
        IStep<ExportAtlas>? split = null;
        var rule = Compiled.Rule(rule => rule
            .If("large", _ => true, large => large.Then("split", Export, out split))
            .Then("use", run => new SetStatus(run.Input.AssetId, run.Get(split!).Url)));

        Message(rule, "use").ShouldBe(
            "Step 'use' of rule 'r' reads the result of step 'split', which did not run: it stands in branch 'large.then'. Return it from the branch, or use TryGet.");
        Config(rule, "use", Scope().Done("split", new ExportRef("u"))).ShouldBe("""{"assetId":"a-17","status":"u"}""");
    }

    [Fact]
    public void Get_OutOfALoop_SaysCollect()
    {
        IStep<ExportAtlas>? inside = null;
        var rule = Compiled.Rule(rule => rule
            .ForEach("files", _ => new[] { 1 }, (each, _) => each.Then("inside", Export, out inside))
            .Then("use", run => new SetStatus(run.Input.AssetId, run.Get(inside!).Url)));

        Message(rule, "use").ShouldBe(
            "Step 'use' of rule 'r' reads the result of step 'inside', which runs once for each item: it stands in loop 'files.do'. Return it from the loop, and read the list with Collect.");
    }

    [Fact]
    public void Get_OfAStepThatFailed_SaysTryGet()
    {
        var rule = Compiled.Rule(rule => rule
            .Then("export", Export, out var export)
            .OnFailure((failed, _) => failed.Then("use", run => new SetStatus(run.Input.AssetId, run.Get(export).Url))));

        Message(rule, "use").ShouldBe(
            "Step 'use' of rule 'r' reads the result of step 'export', which did not run. Use TryGet where it may not have run.");
    }

    [Fact]
    public void Get_OfTheItemOutsideOfItsLoop_SaysSo()
    {
        IValue<int>? item = null;
        var rule = Compiled.Rule(rule => rule
            .ForEach("files", _ => new[] { 1 }, (each, file) =>
            {
                item = file;
                each.Delay("a", TimeSpan.Zero);
            })
            .Then("use", run => new SetStatus(run.Input.AssetId, $"{run.Get(item!)}")));

        Message(rule, "use").ShouldBe(
            "Step 'use' of rule 'r' reads the item of loop 'files', which exists in the loop's body only. Collect what the body makes of it, or use TryGet.");
    }

    [Fact]
    public void Get_OfTheFailureOutsideOfItsBlock_SaysSo()
    {
        IValue<StepError>? failure = null;
        var rule = Compiled.Rule(rule => rule
            .If("a", _ => true, yes => yes.Delay("b", TimeSpan.Zero).OnFailure((failed, error) =>
            {
                failure = error;
                failed.Delay("c", TimeSpan.Zero);
            }))
            .Then("use", run => new SetStatus(run.Input.AssetId, run.Get(failure!).Message)));

        Message(rule, "use").ShouldBe(
            "Step 'use' of rule 'r' reads the failure, which exists in 'a.then.onFailure' only. Use TryGet where there may be none.");
    }

    [Fact]
    public void Get_OfAHandleOfAnotherRule_NamesIt()
    {
        IStep<ExportAtlas>? foreign = null;
        IParameters<AtlasLimits>? parameters = null;
        var rules = Compiled.Of(builder => builder.AddSampleHandlers()
            .AddRule<AssetApproved>("q", rule => rule
                .OnManual().Parameters(new AtlasLimits(), out parameters).Then("export", Export, out foreign))
            .AddRule<AssetApproved>("r", rule => rule.OnManual()
                .Then("use", run => new SetStatus(run.Input.AssetId, run.Get(foreign!).Url))
                .Then("try", run => new SetStatus(run.Input.AssetId, run.TryGet(foreign!, out _) ? "a" : "b"))
                .Then("ask", run => new SetStatus(run.Input.AssetId, run.Get(parameters!).Profile)))).Rules;

        const string Foreign = "of rule 'r' reads the result of step 'export', which belongs to rule 'q'. A handle can be read in its own rule only.";
        Message(rules[1], "use").ShouldBe($"Step 'use' {Foreign}");
        Message(rules[1], "try").ShouldBe($"Step 'try' {Foreign}");
        Message(rules[1], "ask").ShouldBe("Rule 'r' reads parameters of another rule. A handle can be read in its own rule only.");
    }

    [Fact]
    public void Return_OfAStepThatDidNotRun_NamesTheBlock()
    {
        IStep<ExportAtlas>? split = null;
        var rule = Compiled.Rule(rule => rule
            .If("a", _ => true, yes => yes.Then("split", Export, out split))
            .Choose("c", _ => true, yes => yes.Return(split!), no => no.Then("d", Export, out var d).Return(d), out _));

        Should.Throw<InvalidOperationException>(() => ((IfNode)rule.Index.Find("c")!.Node).Then.Output!.Evaluate(Scope())).Message.ShouldBe(
            "Block 'c.then' of rule 'r' reads the result of step 'split', which did not run: it stands in branch 'a.then'. Return it from the branch, or use TryGet.");
    }

    [Fact]
    public void TryGet_AnswersWhetherTheValueIsThere()
    {
        IValue<int>? item = null;
        var rule = Compiled.Rule(rule => rule
            .Then("export", Export, out var export)
            .Try("cut", run => new CutOut(run.Input.AssetId), out var cut)
            .Try("status", run => new SetStatus("a", "b"), out var status)
            .ForEach("files", _ => new[] { 1 }, (each, file) =>
            {
                item = file;
                each.Delay("a", TimeSpan.Zero);
            })
            .OnFailure((failed, _) => failed.Then("use", run => new SetStatus(
                run.TryGet(export, out var reference) ? reference.Url : "none",
                $"{(run.TryGet(cut, out var outcome) ? outcome.Result?.Width : -1)} {(run.TryGet(status, out var plain) ? plain.Succeeded : null)} {(run.TryGet(item!, out var number) ? number : -1)}"))));

        Config(rule, "use", Scope()).ShouldBe("""{"assetId":"none","status":"-1  -1"}""");
        Config(rule, "use", Scope().Done("export", new ExportRef("u")).Done("cut", new ImageRef("i", 7)).Failed("status", "m").At("files", 3))
            .ShouldBe("""{"assetId":"u","status":"7 False 3"}""");
    }

    [Fact]
    public void Get_OfATriedStep_HasResultOrError()
    {
        var rule = Compiled.Rule(rule => rule
            .Try("cut", run => new CutOut(run.Input.AssetId), out var cut)
            .Then("use", run => new SetStatus(
                run.Get(cut) is { Succeeded: true, Result: var image } ? image!.Id : "none", run.Get(cut).Error?.Message ?? "fine")));

        Config(rule, "use", Scope().Failed("cut", "broken")).ShouldBe("""{"assetId":"none","status":"broken"}""");
        Config(rule, "use", Scope().Done("cut", new ImageRef("i", 1))).ShouldBe("""{"assetId":"i","status":"fine"}""");
        Message(rule, "use").ShouldStartWith("Step 'use' of rule 'r' reads the result of step 'cut', which did not run.");
    }

    // A deferred step may be completed from outside without the result that its action declares.
    [Fact]
    public void Get_OfAStepThatEndedWithoutAResult_IsNull_OrSaysSo()
    {
        var rule = Compiled.Rule(rule => rule
            .Then("export", Export, out var export)
            .Do("count", (_, _, _) => Task.FromResult(1), out var count)
            .Then("use", run => new SetStatus("a", run.Get(export) is null ? "null" : "some"))
            .Then("number", run => new SetStatus("a", $"{run.Get(count)}"))
            .Choose("c", _ => true, yes => yes.Return(export), no => no.Return(export), out _));
        var scope = Scope();
        scope.Outcomes["export"] = scope.Outcomes["count"] = new NodeOutcome(StepStatus.Succeeded, default, null);

        Config(rule, "use", scope).ShouldBe("""{"assetId":"a","status":"null"}""");
        Should.Throw<InvalidOperationException>(() => Config(rule, "number", scope)).Message.ShouldBe(
            "Step 'number' of rule 'r' reads the result of step 'count', which ended without one: it was completed from outside with no result.");
        ((IfNode)rule.Index.Find("c")!.Node).Then.Output!.Evaluate(scope).ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public void Handles_OfOtherMakers_AreRefused()
    {
        Compiled.FaultsOf<AssetApproved>(rule => rule.OnManual().Then("a", Export).Return(new MyValue()))
            .ShouldContain("Rule 'r': Define threw ArgumentException: HandleTests.MyValue is not a handle that a rule declared. (Parameter 'value')");
        var asking = Compiled.Rule(rule => rule.Then("a", run => new SetStatus("a", $"{run.Get(new MyValue())}")));
        Should.Throw<ArgumentException>(() => Config(asking, "a", Scope()));
    }

    [Fact]
    public void Value_MayBeReadAsABaseType()
    {
        var rule = Compiled.Rule(rule => rule
            .Do("text", (_, _, _) => Task.FromResult("x"), out var text)
            .Then("use", run => new SetStatus("a", AsObject(run, text))));

        Config(rule, "use", Scope().Done("text", "x")).ShouldBe("""{"assetId":"a","status":"x String"}""");

        static string AsObject(RunView<AssetApproved> run, IValue<object> value) => $"{run.Get(value)} {run.Get(value).GetType().Name}";
    }

    private static ExportAtlas Export(RunView<AssetApproved> run) => new(run.Input.AssetId, "default");

    private static TestScope Scope() =>
        new() { Json = AutomationJson.Default, Input = JsonSerializer.SerializeToElement(Asset, AutomationJson.Default), Rule = "r" };

    private static string Message(RuleDefinition rule, string step) =>
        Should.Throw<InvalidOperationException>(() => Config(rule, step, Scope())).Message;

    private static string Config(RuleDefinition rule, string step, IRunScope scope) =>
        ((StepNode)rule.Index.Find(step)!.Node).Config!.Evaluate(scope).GetRawText();

    private sealed class MyValue : IValue<int>;
}
