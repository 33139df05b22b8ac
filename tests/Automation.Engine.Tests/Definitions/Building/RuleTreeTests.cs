using System.Text.Json;
using Automation.Definitions.Json;
using Automation.Engine.Tests.Hosting;
using Automation.Engine.Tests.Samples;

namespace Automation.Definitions;

/// <summary>The tree that each member of the builder makes.</summary>
public sealed class RuleTreeTests
{
    [Fact]
    public void Head_IsAllThere()
    {
        var rule = Compiled.Rule<ExportWanted>(rule => rule
            .Describe("Exports.")
            .OnEvent<AtlasReady>(e => new(e.AtlasId, "ready"), id: "ready")
            .OnSchedule(Schedule.Daily(new(2, 0)).In("Europe/Berlin") with { Missed = Missed.Skip }, due => new("all", "daily"))
            .OnWebhook()
            .OnWebhook<Lead>(lead => new(lead.Email, "lead"), id: "leads")
            .On(new Inbox("office"), mail => new(mail.Subject, "mail"))
            .OnManual()
            .Subject(input => input.AtlasId)
            .Guard(new() { OptIn = true })
            .When(input => input.Reason != "")
            .Then("a", run => new SetStatus(run.Input.AtlasId, "x")));

        rule.Name.ShouldBe("r");
        rule.Form.ShouldBe(RuleForm.Code);
        rule.InputType.ShouldBe(typeof(ExportWanted));
        rule.Description.ShouldBe("Exports.");
        rule.Guards.OptIn.ShouldBeTrue();
        rule.When!.Text.ShouldBe("input => input.Reason != \"\"");
        rule.Subject!.CodeText.ShouldBe("input => input.AtlasId");
        rule.Triggers.Select(trigger => $"{trigger.Id} {trigger.Kind} {trigger.Type} {trigger.PayloadType!.Name} {trigger.Input?.CodeText}".TrimEnd()).ShouldBe(
        [
            "ready Event atlas.ready AtlasReady e => new(e.AtlasId, \"ready\")",
            "schedule Schedule  Occurrence due => new(\"all\", \"daily\")",
            "webhook Webhook  ExportWanted",
            "leads Webhook  Lead lead => new(lead.Email, \"lead\")",
            "imap.inbox Custom imap.inbox Mail mail => new(mail.Subject, \"mail\")",
            "manual Manual  ExportWanted",
        ]);
        Config(rule, "schedule").ShouldBe("""{"daily":"02:00","timeZone":"Europe/Berlin","missed":"skip"}""");
        Config(rule, "imap.inbox").ShouldBe("""{"connection":"office","folder":"INBOX"}""");
        rule.Triggers.Where(trigger => trigger.Kind is TriggerKind.Event or TriggerKind.Webhook or TriggerKind.Manual)
            .ShouldAllBe(trigger => trigger.Config == null);
    }

    [Fact]
    public void Event_ThatDerivesFromTheInput_IsThePayload()
    {
        var trigger = Compiled.Rule<object>(rule => rule.OnEvent<AtlasReady>().Delay("a", TimeSpan.Zero)).Triggers.Single();

        trigger.PayloadType.ShouldBe(typeof(AtlasReady));
        trigger.Input.ShouldBeNull();
    }

    [Fact]
    public void When_Repeated_IsOneConjunction_InTheOrderOfWriting()
    {
        var rule = Compiled.Rule(rule => rule
            .When(asset => asset.Kind == "sprite").When((asset, view) => view.Scope != asset.AssetId).When(asset => new IsLocked(asset.AssetId))
            .Delay("a", TimeSpan.Zero));

        rule.When.ShouldBeOfType<AllCondition>().Conditions.Select(condition => condition.Text).ShouldBe(
            ["asset => asset.Kind == \"sprite\"", "(asset, view) => view.Scope != asset.AssetId", "asset => new IsLocked(asset.AssetId)"]);
        rule.When.ShouldBeOfType<AllCondition>().Conditions[2].ShouldBeOfType<HandlerCondition>().Name.ShouldBe("asset.locked");
    }

    [Fact]
    public void Parameters_HaveTheirDefaults_AndASchema()
    {
        var parameters = Compiled.Rule<FilesWanted>(rule => rule.OnManual().Parameters(new PipelineParameters(), out _).Delay("a", TimeSpan.Zero)).Parameters!;

        parameters.ClrType.ShouldBe(typeof(PipelineParameters));
        parameters.Defaults.GetRawText().ShouldBe("""{"folder":"/shared","recipients":"","at":"02:00:00"}""");
        parameters.Schema.GetRawText().ShouldBe(
            """{"folder":{"type":"string","default":"/shared"},"recipients":{"type":"string","default":""},"at":{"type":"string","format":"time","default":"02:00:00"}}""");
    }

    [Fact]
    public void Steps_KeepTheirActionsTextsAndOptions()
    {
        var options = new StepOptions { Retry = RetryOptions.Backoff(3), Delivery = DeliveryMode.AtMostOnce };
        var rule = Compiled.Rule(rule => rule
            .Then("a", run => new CutOut(run.Input.AssetId), out _, options)
            .Try("b", run => new SetStatus(
                run.Input.AssetId,
                "x"))
            .Do("c", async (run, context, cancellationToken) => await Task.Yield()));

        var steps = rule.Body.Nodes.Cast<StepNode>().ToList();
        steps.Select(step => (step.Id, step.Action, step.Tried)).ShouldBe([("a", "image.cutout", false), ("b", "asset.set-status", true), ("c", "code", false)]);
        steps[0].Options.ShouldBe(options);
        steps[1].Options.ShouldBe(new StepOptions());
        steps[1].Config!.CodeText.ShouldBe("run => new SetStatus( run.Input.AssetId, \"x\")");
        steps[2].Config.ShouldBeNull();
        steps[2].CodeText.ShouldBe("async (run, context, cancellationToken) => await Task.Yield()");
    }

    [Fact]
    public void Try_IsTried_WithAndWithoutAHandle() => Compiled.Rule(rule => rule
        .Then("a", Export, out _).Try("b", Export).Try("c", Export, out _)).Body.Nodes.Cast<StepNode>().Select(step => step.Tried).ShouldBe([false, true, true]);

    [Fact]
    public void Fragment_AddsItsSteps_WhereItIsUsed()
    {
        var rule = Compiled.Rule(rule => rule
            .Announce("begin", run => run.Input.AssetId)
            .If("sprite", run => run.Input.Kind == "sprite", sprite => sprite.Announce("sprite-end", _ => "done")));

        rule.Index.Places.Select(place => $"{place.Block.Name}/{place.Node.Id}").ShouldBe(
            ["/begin-mark", "/begin-tell", "/sprite", "sprite.then/sprite-end-mark", "sprite.then/sprite-end-tell"]);
    }

    [Fact]
    public void Blocks_AreNamedAfterTheirNodes()
    {
        var rule = Compiled.Rule(rule => rule
            .If("if", _ => true, yes => yes.Delay("a", TimeSpan.Zero), no => no.Delay("b", TimeSpan.Zero).OnFailure((failed, _) => failed.Stop("s")))
            .Choose("choose", _ => true, yes => yes.Then("c", Export, out var c).Return(c), no => no.Then("d", Export, out var d).Return(d), out _)
            .Parallel("parallel", one => one.Delay("e", TimeSpan.Zero), two => two.Delay("f", TimeSpan.Zero))
            .Gather("gather2", one => one.Then("g", Export, out var g).Return(g), two => two.Then("h", Export, out var h).Return(h), out _, out _)
            .ForEach("each", _ => new[] { 1 }, (each, _) => each.Delay("i", TimeSpan.Zero))
            .Collect("collect", _ => new[] { 1 }, (each, item) => each.Return(item), out _)
            .WaitFor<AssetReviewed>("wait", _ => "s", TimeSpan.FromDays(1), (got, _) => got.Delay("j", TimeSpan.Zero), late => late.Fail("late"))
            .OnFailure((failed, _) => failed.Delay("k", TimeSpan.Zero)));

        Blocks(rule.Body).Select(block => block.Name).ShouldBe(
        [
            "", "if.then", "if.else", "if.else.onFailure", "choose.then", "choose.else", "parallel.branch1", "parallel.branch2",
            "gather2.first", "gather2.second", "each.do", "collect.do", "wait.received", "wait.timedOut", "onFailure",
        ]);
        Blocks(rule.Body).Where(block => block.Output is not null).Select(block => (block.Name, block.Output!.CodeText)).ShouldBe(
        [
            ("choose.then", "steps.c.output"), ("choose.else", "steps.d.output"), ("gather2.first", "steps.g.output"), ("gather2.second", "steps.h.output"),
            ("collect.do", "items.collect"),
        ]);
        rule.Body.Nodes.OfType<ParallelNode>().Select(node => string.Join(" ", node.Branches.Select(branch => branch.Name)))
            .ShouldBe(["branch1 branch2", "first second"]);
    }

    [Fact]
    public void Gather_OfFour_NamesItsBranches() => Compiled.Rule(rule => rule
        .Then("a", Export, out var a)
        .Gather("three", one => one.Return(a), two => two.Return(a), three => three.Return(a), out _, out _, out _)
        .Gather("four", one => one.Return(a), two => two.Return(a), three => three.Return(a), four => four.Return(a), out _, out _, out _, out _))
        .Body.Nodes.OfType<ParallelNode>().Select(node => string.Join(" ", node.Branches.Select(branch => branch.Name)))
        .ShouldBe(["first second third", "first second third fourth"]);

    [Fact]
    public void Ends_HaveTheirPlaceAsId()
    {
        var rule = Compiled.Rule(rule =>
        {
            rule.If("large", _ => true, large => large.Delay("a", TimeSpan.Zero).Fail("too large"));
            rule.Stop("done");
        });

        var stop = rule.Index.Find("#1")!.Node.ShouldBeOfType<EndNode>();
        stop.Failed.ShouldBeFalse();
        stop.Reason.Evaluate(new TestScope()).GetString().ShouldBe("done");
        rule.Index.Find("large.then#1")!.Node.ShouldBeOfType<EndNode>().Failed.ShouldBeTrue();
    }

    [Fact]
    public void Waits_KeepWhatIsConstant()
    {
        var rule = Compiled.Rule(rule => rule
            .Delay("a", TimeSpan.FromMinutes(90))
            .DelayUntil("b", run => run.Trigger.At)
            .WaitFor<AssetReviewed>("c", run => run.Input.AssetId, TimeSpan.FromDays(2), out _, where: (review, _) => review.Accepted));

        rule.Body.Nodes.OfType<DelayNode>().Select(node => node.Until).ShouldBe([false, true]);
        rule.Body.Nodes.OfType<DelayNode>().First().Value.ShouldBeOfType<ConstantBinding>().Value.GetString().ShouldBe("PT1H30M");
        var wait = rule.Body.Nodes.OfType<WaitForNode>().Single();
        (wait.EventType, wait.Timeout, wait.Subject.CodeText, wait.Where!.Text, wait.Received, wait.TimedOut)
            .ShouldBe(("asset.reviewed", TimeSpan.FromDays(2), "run => run.Input.AssetId", "(review, _) => review.Accepted", null, null));
    }

    [Fact]
    public void Rule_OfTheSameText_HasTheSameHash_AndAnotherLambdaAnother()
    {
        Rule("x").Hash.ShouldBe(Rule("x").Hash);
        Rule("x").Hash.ShouldBe(Rule("captured values are not seen").Hash);
        Compiled.Rule(rule => rule.Then("a", run => new SetStatus(run.Input.AssetId, "y"))).Hash.ShouldNotBe(Rule("x").Hash);

        static RuleDefinition Rule(string captured) => Compiled.Rule(rule => rule.Then("a", run => new SetStatus(run.Input.AssetId, captured)));
    }

    [Fact]
    public void Show_WritesEverySample()
    {
        foreach (var rule in Compiled.Of(builder => builder.AddSamples()).Rules)
        {
            JsonElement.Parse(RuleJsonWriter.Show(rule)).GetProperty("name").GetString().ShouldBe(rule.Name);
        }
    }

    private static string Config(RuleDefinition rule, string trigger) =>
        rule.Triggers.Single(one => one.Id == trigger).Config.ShouldBeOfType<ConstantBinding>().Value.GetRawText();

    private static IEnumerable<Block> Blocks(Block block) =>
    [
        block, .. block.Nodes.SelectMany(node => node.Blocks).SelectMany(Blocks), .. block.OnFailure is null ? [] : Blocks(block.OnFailure),
    ];

    private static ExportAtlas Export(RunView<AssetApproved> run) => new(run.Input.AssetId, "default");
}
