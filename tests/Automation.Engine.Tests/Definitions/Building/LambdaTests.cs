using System.Text.Json;
using Automation.Engine.Tests.Hosting;
using Automation.Engine.Tests.Samples;
using Automation.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Definitions;

/// <summary>Lambdas over what a run shows: values go out as JSON, and handles read what JSON holds.</summary>
public sealed class LambdaTests
{
    private static readonly AssetApproved Asset = new("a-17", "sprite", "v1");

    // The first sample, node by node.
    [Fact]
    public void ApprovedAssetToAtlas_AsksAndReads_WhatTheRunHolds()
    {
        var rule = Compiled.Of(builder => builder.AddSampleHandlers().AddRule<ApprovedAssetToAtlas>()).Rules.Single();
        var scope = Scope("""{"splitAbove":50,"profile":"web"}""");

        rule.When!.Evaluate(scope, out _).ShouldBeTrue();
        rule.When.Evaluate(With(Asset with { Kind = "sound" }), out _).ShouldBeFalse();
        Config(rule, "cut-out", scope).ShouldBe("""{"assetId":"a-17"}""");
        scope.Done("cut-out", new ImageRef("i", 10));
        Config(rule, "pack", scope).ShouldBe("""{"assetId":"a-17","image":{"id":"i","width":10}}""");
        scope.Done("pack", new AtlasRef("t", 60));
        var large = (IfNode)rule.Index.Find("large")!.Node;
        large.Condition.Evaluate(scope, out _).ShouldBeTrue();
        Config(rule, "split", scope).ShouldBe("""{"atlas":{"id":"t","sprites":60},"maxSprites":50}""");
        large.Else!.Output!.Evaluate(scope).GetRawText().ShouldBe("""{"id":"t","sprites":60}""");
        scope.Done("split", new AtlasRef("t2", 50));
        large.Then.Output!.Evaluate(scope).GetRawText().ShouldBe("""{"id":"t2","sprites":50}""");
        scope.Done("large", new AtlasRef("t2", 50));
        Config(rule, "export", scope).ShouldBe("""{"atlasId":"t2","profile":"web"}""");
        Config(rule, "mark-failed", With(Asset, new StepError { Code = "exception", Message = "m", StepId = "pack" }))
            .ShouldBe("""{"assetId":"a-17","status":"failed at pack"}""");
    }

    [Fact]
    public void FilePipeline_GathersLoopsAndCollects()
    {
        var rule = Compiled.Of(builder => builder.AddSampleHandlers().AddRule<FilePipeline>()).Rules.Single();
        var scope = new TestScope
        {
            Json = AutomationJson.Default,
            Input = JsonElement.Parse("""{"projectId":"p","folder":"/in"}"""),
            Parameters = JsonElement.Parse("""{"folder":"/shared","recipients":"a@b","at":"06:30:00"}"""),
            TriggerData = JsonSerializer.SerializeToElement(
                new Occurrence { Due = default, Local = default, TimeZone = "Etc/UTC" }, AutomationJson.Default),
        };

        var schedule = rule.Triggers.Single();
        schedule.Config!.Evaluate(scope).GetRawText().ShouldBe("""{"daily":"06:30"}""");
        schedule.Input!.Evaluate(scope).GetRawText().ShouldBe("""{"projectId":"all","folder":null}""");
        Config(rule, "dalux", scope).ShouldBe("""{"connection":"dalux","folder":"/in"}""");
        scope.Done("dalux", new[] { new FileRef("1") }).Done("bim360", Array.Empty<FileRef>());
        var fetch = (ParallelNode)rule.Index.Find("fetch")!.Node;
        fetch.Branches[0].Body.Output!.Evaluate(scope).GetRawText().ShouldBe("""[{"path":"1"}]""");
        scope.Done("fetch", new { first = new[] { new FileRef("1") }, second = new[] { new FileRef("2"), new FileRef("3") } });
        var loop = (ForEachNode)rule.Index.Find("files")!.Node;
        loop.Items.Evaluate(scope).GetRawText().ShouldBe("""[{"path":"1"},{"path":"2"},{"path":"3"}]""");
        loop.Options.MaxParallel.ShouldBe(8);
        scope.At("files", new FileRef("2"));
        Config(rule, "convert", scope).ShouldBe("""{"script":"to-ifc.py","file":{"path":"2"}}""");
        scope.Done("convert", new FileRef("2.ifc")).Done("files", new[] { new FileRef("1.ifc"), new FileRef("2.ifc") });
        loop.Body.Output!.Evaluate(scope).GetRawText().ShouldBe("""{"path":"2.ifc"}""");
        Config(rule, "distribute", scope).ShouldBe("""{"files":[{"path":"1.ifc"},{"path":"2.ifc"}],"to":"a@b"}""");
    }

    [Fact]
    public void ExportWanted_MapsPayloads_AsksConditions_AndReadsOutcomes()
    {
        var rule = Compiled.Of(builder => builder.AddSampleHandlers().AddRule<ExportWantedAtlas>()).Rules.Single();
        var scope = new TestScope
        {
            Json = AutomationJson.Default,
            TriggerData = JsonElement.Parse("""{"specId":"s-1"}"""),
            Input = JsonElement.Parse("""{"atlasId":"t","reason":"ready"}"""),
        };

        rule.Triggers[1].Input!.Evaluate(scope).GetRawText().ShouldBe("""{"atlasId":"s-1","reason":"refined"}""");
        rule.Subject!.Evaluate(scope).GetString().ShouldBe("t");
        rule.When.ShouldBeOfType<HandlerCondition>().Render(scope).GetRawText().ShouldBe("""{"assetId":"t"}""");
        scope.Done("export", new ExportRef("u")).Failed("tag", "no tags");
        ((IfNode)rule.Index.Find("untagged")!.Node).Condition.Evaluate(scope, out _).ShouldBeTrue();
        Config(rule, "status", scope).ShouldBe("""{"assetId":"t","status":"untagged u: no tags"}""");
        scope.Done("tag", null);
        ((IfNode)rule.Index.Find("untagged")!.Node).Condition.Evaluate(scope, out _).ShouldBeFalse();
    }

    [Fact]
    public void View_ShowsTheRun()
    {
        var id = new RunId(new Guid("0192d3a0-0000-7000-8000-000000000001"));
        var rule = Compiled.Rule(rule => rule.Then("a", run => new SetStatus(
            $"{run.RunId}|{run.Scope}|{run.TimeZone}|{run.Subject}|{run.Trigger.Id}", run.Input.Kind)));
        var scope = new TestScope
        {
            RunId = id, Scope = "p", TimeZone = "Europe/Berlin", Subject = "s", Json = AutomationJson.Default, Input = Json(Asset),
        };

        Config(rule, "a", scope).ShouldBe($$"""{"assetId":"{{id}}|p|Europe/Berlin|s|event","status":"sprite"}""");
    }

    [Fact]
    public void Input_IsReadAsTheClassThatWasPublished()
    {
        var rule = Compiled.Rule<object>(rule => rule.OnEvent<AtlasReady>().OnEvent<SpecRefined>("spec")
            .When(input => input is AtlasReady { AtlasId: "t" }).Delay("a", TimeSpan.Zero));

        rule.When!.Evaluate(Scope(typeof(AtlasReady), """{"atlasId":"t"}"""), out _).ShouldBeTrue();
        rule.When.Evaluate(Scope(typeof(SpecRefined), """{"specId":"t"}"""), out _).ShouldBeFalse();
    }

    [Fact]
    public void If_OfACondition_RendersItsConfig()
    {
        var rule = Compiled.Rule(rule => rule.If("locked", run => new IsLocked(run.Input.AssetId), yes => yes.Stop("locked")));

        var condition = ((IfNode)rule.Body.Nodes[0]).Condition.ShouldBeOfType<HandlerCondition>();
        condition.Name.ShouldBe("asset.locked");
        condition.Render(With(Asset)).GetRawText().ShouldBe("""{"assetId":"a-17"}""");
    }

    [Fact]
    public void WaitFor_Where_SeesTheEventAndTheRun()
    {
        var rule = Compiled.Rule(rule => rule
            .Then("export", run => new ExportAtlas(run.Input.AssetId, "x"), out var export)
            .WaitFor<AssetReviewed>("review", run => run.Input.AssetId, TimeSpan.FromDays(1), out var review,
                where: (candidate, run) => candidate.By == run.Get(export).Url)
            .Then("status", run => new SetStatus(run.Input.AssetId, run.Get(review).By)));
        var wait = (WaitForNode)rule.Index.Find("review")!.Node;
        var scope = With(Asset).Done("export", new ExportRef("u"));

        wait.Subject.Evaluate(scope).GetString().ShouldBe("a-17");
        wait.Where!.Evaluate(scope.Done("review", new AssetReviewed("a-17", true, "somebody")), out _).ShouldBeFalse();
        wait.Where.Evaluate(scope.Done("review", new AssetReviewed("a-17", true, "u")), out _).ShouldBeTrue();
        Config(rule, "status", scope).ShouldBe("""{"assetId":"a-17","status":"u"}""");
    }

    [Fact]
    public async Task Do_RunsItsCode_AndItsResultIsRead()
    {
        var rule = Compiled.Rule(rule => rule
            .Do("count", (run, _, _) => Task.FromResult(run.Input.AssetId.Length), out var count)
            .Do("nothing", (_, _, _) => Task.CompletedTask)
            .Then("status", run => new SetStatus(run.Input.AssetId, $"{run.Get(count)}")));
        var scope = With(Asset);

        var result = await ((StepNode)rule.Body.Nodes[0]).Code!(scope, null!, TestContext.Current.CancellationToken);
        result.GetRawText().ShouldBe("4");
        (await ((StepNode)rule.Body.Nodes[1]).Code!(scope, null!, TestContext.Current.CancellationToken)).ValueKind.ShouldBe(JsonValueKind.Undefined);
        Config(rule, "status", scope.Done("count", 4)).ShouldBe("""{"assetId":"a-17","status":"4"}""");
    }

    [Theory]
    [InlineData(90, "PT1M30S")]
    [InlineData(0, "PT0S")]
    [InlineData(-5, "PT0S")]
    public void Delay_OfALambda_IsADuration(int seconds, string expected) => ((DelayNode)Compiled.Rule(
        rule => rule.Delay("a", _ => TimeSpan.FromSeconds(seconds))).Body.Nodes[0]).Value.Evaluate(With(Asset)).GetString().ShouldBe(expected);

    [Fact]
    public void DelayUntil_IsAnInstantInUtc() => ((DelayNode)Compiled.Rule(
            rule => rule.DelayUntil("a", _ => new DateTimeOffset(2030, 1, 31, 8, 0, 0, TimeSpan.FromHours(2)))).Body.Nodes[0])
        .Value.Evaluate(With(Asset)).GetString().ShouldBe("2030-01-31T06:00:00.0000000Z");

    [Fact]
    public void ForEach_OverItemsWithoutEnd_TakesOneMoreThanAllowed() => ((ForEachNode)Compiled.Rule(
            rule => rule.ForEach("a", _ => Forever(), (each, _) => each.Delay("b", TimeSpan.Zero), new() { MaxItems = 3 })).Body.Nodes[0])
        .Items.Evaluate(With(Asset)).GetArrayLength().ShouldBe(4);

    [Fact]
    public void Lambda_ThatYieldsNull_SaysWhere()
    {
        var rule = Compiled.Rule(rule => rule
            .Then("a", CutOut (_) => null!)
            .ForEach("b", IEnumerable<int> (_) => null!, (each, _) => each.Delay("c", TimeSpan.Zero)));

        Should.Throw<InvalidOperationException>(() => Config(rule, "a", With(Asset))).Message
            .ShouldBe("Step 'a' of rule 'r' has no value: its lambda returned null.");
        Should.Throw<InvalidOperationException>(() => ((ForEachNode)rule.Body.Nodes[1]).Items.Evaluate(With(Asset))).Message
            .ShouldBe("Step 'b' of rule 'r' has no value: its lambda returned null.");
    }

    [Fact]
    public void Subject_OfNothing_IsNull() => Compiled.Rule(rule => rule.Subject(_ => null).Delay("a", TimeSpan.Zero))
        .Subject!.Evaluate(With(Asset)).ValueKind.ShouldBe(JsonValueKind.Null);

    private static IEnumerable<int> Forever()
    {
        for (var number = 0; ; number++)
        {
            yield return number;
        }
    }

    private static TestScope Scope(string parameters) => new()
    {
        Json = AutomationJson.Default, Input = Json(Asset), Parameters = JsonElement.Parse(parameters),
    };

    private static TestScope Scope(Type type, string input) => new() { Json = AutomationJson.Default, InputType = type, Input = JsonElement.Parse(input) };

    private static TestScope With(AssetApproved asset, StepError? failure = null) =>
        new() { Json = AutomationJson.Default, Input = Json(asset), Failure = failure };

    private static JsonElement Json<T>(T value) => JsonSerializer.SerializeToElement(value, AutomationJson.Default);

    private static string Config(RuleDefinition rule, string step, IRunScope scope) =>
        ((StepNode)rule.Index.Find(step)!.Node).Config!.Evaluate(scope).GetRawText();
}
