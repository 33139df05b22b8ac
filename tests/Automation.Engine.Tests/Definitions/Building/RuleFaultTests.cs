using Automation.Engine.Tests.Hosting;
using Automation.Engine.Tests.Samples;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Definitions;

/// <summary>What a rule's own shape can have wrong, and the sentence for it.</summary>
public sealed class RuleFaultTests
{
    private static readonly Dictionary<string, (Action<RuleBuilder<AssetApproved>> Define, string[] Messages)> Cases = new()
    {
        // Ids.
        ["duplicate id"] = (
            rule => Begin(rule).Then("a", Status).Then("a", Status),
            ["Rule 'r': two steps have the id 'a'. Ids are unique in the whole rule, branches included."]),
        ["duplicate id in a branch"] = (
            rule => Begin(rule).Then("a", Status).If("b", _ => true, yes => yes.Then("a", Status)),
            ["Rule 'r': two steps have the id 'a'. Ids are unique in the whole rule, branches included."]),
        ["duplicate id of a node and a step"] = (
            rule => Begin(rule).If("a", _ => true, yes => yes.Then("a", Status)),
            ["Rule 'r': two steps have the id 'a'. Ids are unique in the whole rule, branches included."]),
        ["id with a dot"] = (
            rule => Begin(rule).Then("a.b", Status),
            ["Rule 'r': the step id 'a.b' is not allowed. Use 1 to 64 of a–z, 0–9, '-' and '_', beginning with a letter or digit."]),

        // Blocks that are not the one at hand.
        ["wrong builder in a branch"] = (
            rule => Begin(rule).If("large", _ => true, _ => rule.Then("b", Status)),
            ["Rule 'r': step 'b' was added to the body of the rule inside branch 'large.then'. Add it to the block that the lambda was given."]),
        ["wrong builder in a branch of a branch"] = (
            rule => Begin(rule).If("a", _ => true, outer => outer.If("b", _ => true, _ => outer.Then("c", Status))),
            ["Rule 'r': step 'c' was added to branch 'a.then' inside branch 'b.then'. Add it to the block that the lambda was given."]),
        ["wrong builder in a loop"] = (
            rule => Begin(rule).ForEach("files", _ => new[] { 1 }, (_, _) => rule.Then("b", Status)),
            ["Rule 'r': step 'b' was added to the body of the rule inside loop 'files.do'. Add it to the block that the lambda was given."]),
        ["wrong builder returns"] = (
            rule => Begin(rule).Then("a", Export, out var export).Choose("c", _ => true, _ => rule.Return(export), no => no.Return(export), out _),
            ["Rule 'r': Return was added to the body of the rule inside branch 'c.then'. Add it to the block that the lambda was given.",
             "Rule 'r': the body of the rule returns a value that nobody takes. Remove Return."]),
        ["builder of a branch used later"] = (
            rule =>
            {
                Block<AssetApproved>? kept = null;
                Begin(rule).If("large", _ => true, large => kept = large.Then("a", Status));
                kept!.Then("b", Status);
            },
            ["Rule 'r': step 'b' was added to branch 'large.then' after its lambda had returned. Add it inside of the lambda."]),

        // Schedules.
        ["cron expression that is none"] = (
            rule => rule.OnSchedule(Schedule.Cron("0 25 * * *"), _ => new("a", "sprite", "v1")).Then("a", Status),
            ["Rule 'r': 'cron' of the schedule of trigger 'schedule': the cron expression '0 25 * * *' is wrong at column 3: the hour 25 is out of range. 0 to 23 is allowed."]),
        ["cron expression that never fires"] = (
            rule => rule.OnSchedule(Schedule.Cron("0 0 31 11 *"), _ => new("a", "sprite", "v1"), id: "yearly").Then("a", Status),
            ["Rule 'r': 'cron' of the schedule of trigger 'yearly': the cron expression '0 0 31 11 *' never fires: no year has such a day. Change the day of month or the month."]),
        ["zone and options of a schedule"] = (
            rule => rule.OnSchedule(Schedule.Hourly().In("Mars/X") with { Missed = (Missed)9, MissedAfter = TimeSpan.Zero, Jitter = TimeSpan.FromDays(2) }, _ => new("a", "sprite", "v1")).Then("a", Status),
            ["Rule 'r': 'timeZone' of the schedule of trigger 'schedule' is 'Mars/X'. It needs the IANA id of a time zone, such as 'Europe/Berlin'.",
             "Rule 'r': 'missed' of the schedule of trigger 'schedule' is '9'. It needs one of: skip, runOnce, runAll.",
             "Rule 'r': 'missedAfter' of the schedule of trigger 'schedule' is 'PT0S'. It needs a duration such as 'PT5M', from PT1S to P1D.",
             "Rule 'r': 'jitter' of the schedule of trigger 'schedule' is 'P2D'. It needs a duration such as 'PT5M', from PT0S to P1D."]),

        // Nothing to do, nothing to start it.
        ["no steps"] = (rule => Begin(rule), ["Rule 'r' has no steps."]),
        ["no trigger"] = (
            rule => rule.Then("a", Status),
            ["Rule 'r' has no trigger. Add OnEvent, OnSchedule, OnWebhook, OnManual or On."]),
        ["nothing at all"] = (
            _ => { },
            ["Rule 'r' has no trigger. Add OnEvent, OnSchedule, OnWebhook, OnManual or On.", "Rule 'r' has no steps."]),
        ["branch without steps"] = (
            rule => Begin(rule).If("large", _ => true, _ => { }),
            ["Rule 'r': block 'large.then' has no steps."]),
        ["second branch without steps"] = (
            rule => Begin(rule).If("large", _ => true, yes => yes.Then("a", Status), _ => { }),
            ["Rule 'r': block 'large.else' has no steps."]),
        ["loop without steps"] = (
            rule => Begin(rule).ForEach("files", _ => new[] { 1 }, (_, _) => { }),
            ["Rule 'r': block 'files.do' has no steps."]),
        ["parallel branch without steps"] = (
            rule => Begin(rule).Parallel("p", one => one.Then("a", Status), _ => { }),
            ["Rule 'r': block 'p.branch2' has no steps."]),
        ["parallel without branches"] = (rule => Begin(rule).Parallel("p"), ["Rule 'r': step 'p' has no branches."]),
        ["failure handler without steps"] = (
            rule => Begin(rule).Then("a", Status).OnFailure((_, _) => { }),
            ["Rule 'r': block 'onFailure' has no steps."]),

        // Results that nobody takes, or that are missing.
        ["result dropped by If"] = (
            rule => Begin(rule).Then("a", Export, out var export).If("large", _ => true, large => large.Return(export)),
            ["Rule 'r': branch 'large.then' returns a value that nobody takes. Use Choose, or remove Return."]),
        ["result dropped by Parallel"] = (
            rule => Begin(rule).Then("a", Export, out var export).Parallel("p", one => one.Return(export)),
            ["Rule 'r': branch 'p.branch1' returns a value that nobody takes. Use Gather, or remove Return."]),
        ["result dropped by ForEach"] = (
            rule => Begin(rule).ForEach("files", _ => new[] { 1 }, (each, file) => each.Return(file)),
            ["Rule 'r': loop 'files.do' returns a value that nobody takes. Use Collect, or remove Return."]),
        ["result dropped by the rule"] = (
            rule => Begin(rule).Then("a", Export, out var export).Return(export),
            ["Rule 'r': the body of the rule returns a value that nobody takes. Remove Return."]),
        ["result dropped by a failure handler"] = (
            rule => Begin(rule).Then("a", Status).OnFailure((failed, error) => failed.Return(error)),
            ["Rule 'r': block 'onFailure' returns a value that nobody takes. Remove Return."]),
        ["result dropped by a wait"] = (
            rule => Begin(rule).WaitFor<AssetReviewed>("review", _ => "s", TimeSpan.FromDays(1), (got, review) => got.Return(review), _ => { }),
            ["Rule 'r': branch 'review.received' returns a value that nobody takes. Remove Return."]),
        ["result of another branch"] = (
            rule =>
            {
                BlockResult<ExportRef>? kept = null;
                Begin(rule).Then("a", Export, out var export)
                    .Choose("c", _ => true, yes => kept = yes.Return(export), _ => kept!, out _);
            },
            ["Rule 'r': branch 'c.else' does not return a value of its own. End it with Return."]),

        // After an end.
        ["step after Stop"] = (
            rule =>
            {
                Begin(rule).Stop("done");
                rule.Then("a", Status);
            },
            ["Rule 'r': step 'a' comes after Stop in the body of the rule. Nothing follows the end of a block."]),
        ["step after Fail in a branch"] = (
            rule => Begin(rule).If("large", _ => true, large =>
            {
                large.Fail("no");
                large.Then("a", Status);
            }),
            ["Rule 'r': step 'a' comes after Fail in branch 'large.then'. Nothing follows the end of a block."]),
        ["step after Return"] = (
            rule => Begin(rule).Then("a", Export, out var export).Choose(
                "c", _ => true,
                yes =>
                {
                    var result = yes.Return(export);
                    yes.Then("b", Status);
                    return result;
                },
                no => no.Return(export), out _),
            ["Rule 'r': step 'b' comes after Return in branch 'c.then'. Nothing follows the end of a block."]),
        ["second end"] = (
            rule =>
            {
                Begin(rule).Stop("done");
                rule.Fail("no");
            },
            ["Rule 'r': Fail comes after Stop in the body of the rule. Nothing follows the end of a block."]),
        ["step after OnFailure"] = (
            rule => Begin(rule).Then("a", Status).OnFailure((failed, _) => failed.Then("b", Status)).Then("c", Status),
            ["Rule 'r': step 'c' comes after OnFailure in the body of the rule. OnFailure is about the whole block, and only Return, Stop or Fail follow it."]),
        ["OnFailure twice"] = (
            rule => Begin(rule).Then("a", Status).OnFailure((failed, _) => failed.Then("b", Status)).OnFailure((failed, _) => failed.Then("c", Status)),
            ["Rule 'r': OnFailure comes after OnFailure in the body of the rule. OnFailure is about the whole block, and only Return, Stop or Fail follow it."]),

        // The head.
        ["trigger after a step"] = (
            rule =>
            {
                Begin(rule).Then("a", Status);
                rule.OnManual();
            },
            ["Rule 'r': OnManual comes after step 'a'. Triggers, conditions, guards and parameters stand before the first step."]),
        ["condition after a step"] = (
            rule =>
            {
                Begin(rule).Then("a", Status);
                rule.When(asset => asset.Kind == "x").When(asset => new IsLocked(asset.AssetId));
            },
            ["Rule 'r': When comes after step 'a'. Triggers, conditions, guards and parameters stand before the first step.",
             "Rule 'r': When comes after step 'a'. Triggers, conditions, guards and parameters stand before the first step."]),
        ["the rest of the head after a step"] = (
            rule =>
            {
                Begin(rule).Then("a", Status);
                rule.Guard(new()).Describe("d").Subject(asset => asset.Kind).Parameters(new AtlasLimits(), out _);
            },
            ["Rule 'r': Guard comes after step 'a'. Triggers, conditions, guards and parameters stand before the first step.",
             "Rule 'r': Describe comes after step 'a'. Triggers, conditions, guards and parameters stand before the first step.",
             "Rule 'r': Subject comes after step 'a'. Triggers, conditions, guards and parameters stand before the first step.",
             "Rule 'r': Parameters comes after step 'a'. Triggers, conditions, guards and parameters stand before the first step."]),
        ["head inside a branch"] = (
            rule => Begin(rule).If("large", _ => true, large =>
            {
                rule.OnManual();
                large.Then("a", Status);
            }),
            ["Rule 'r': OnManual comes after step 'large'. Triggers, conditions, guards and parameters stand before the first step."]),
        ["said twice"] = (
            rule => Begin(rule).Guard(new()).Guard(new()).Describe("a").Describe("b").Subject(_ => "a").Subject(_ => "b")
                .Parameters(new AtlasLimits(), out _).Parameters(new AtlasLimits(), out _).Then("a", Status),
            ["Rule 'r': Guard is said twice. Put everything into one.",
             "Rule 'r': Describe is said twice. Put everything into one.",
             "Rule 'r': Subject is said twice. Put everything into one.",
             "Rule 'r': Parameters is said twice. Put everything into one."]),
        ["two triggers of a kind without ids"] = (
            rule => Begin(rule).OnEvent<AtlasReady>(_ => null!).Then("a", Status),
            ["Rule 'r': two 'event' triggers have no id. Give each an id of its own, such as id: \"first\"."]),
        ["two triggers with one id"] = (
            rule => rule.OnWebhook("in").OnEvent<AssetApproved>("in").Then("a", Status),
            ["Rule 'r': two triggers have the id 'in'. Ids of triggers are unique in the rule."]),
        ["two triggers for one event"] = (
            rule => Begin(rule).OnEvent<AssetApproved>(e => e, "again").Then("a", Status),
            ["Rule 'r': the triggers 'event' and 'again' both wait for the event 'asset.approved', and the first takes every one. Give it a filter ('where'), or put it last."]),
        ["trigger id that is not allowed"] = (
            rule => rule.OnWebhook("In").Then("a", Status),
            ["Rule 'r': the trigger id 'In' is not allowed. Use 1 to 64 of a–z, 0–9, '-' and '_', beginning with a letter or digit."]),

        // The host's own code.
        ["Define throws"] = (
            rule =>
            {
                Begin(rule).Then("a.b", Status);
                throw new InvalidOperationException("No settings.");
            },
            ["Rule 'r': the step id 'a.b' is not allowed. Use 1 to 64 of a–z, 0–9, '-' and '_', beginning with a letter or digit.",
             "Rule 'r': Define threw InvalidOperationException: No settings."]),
    };

    public static TheoryData<string> Names => new(Cases.Keys);

    [Fact]
    public void Compile_OfADefineThatThrows_SaysWhoseFaultItIsByCode()
    {
        CodeOf(rule => rule.OnSchedule(Schedule.Hourly(70))).ShouldBe("invalid-argument");
        CodeOf(_ => throw new InvalidOperationException("No settings.")).ShouldBe("threw");

        static string? CodeOf(Action<RuleBuilder<Occurrence>> define) => Compiled.Faults(builder => builder.AddRule("r", define)).ShouldHaveSingleItem().Code;
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Compile_WithFault_SaysIt(string name) => Compiled.FaultsOf(Cases[name].Define).ShouldBe(Cases[name].Messages);

    [Theory]
    [InlineData("a")]
    [InlineData("0")]
    [InlineData("cut-out_2")]
    [InlineData("a123456789012345678901234567890123456789012345678901234567890123")]
    public void Compile_IdThatIsAllowed_Passes(string id) => Compiled.Rule(rule => rule.Then(id, Status)).Index.Find(id).ShouldNotBeNull();

    [Theory]
    [InlineData("")]
    [InlineData("A")]
    [InlineData("-a")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("ä")]
    [InlineData("a\n")]
    [InlineData("a1234567890123456789012345678901234567890123456789012345678901234")]
    public void Compile_IdThatIsNot_IsAFault(string id) =>
        Compiled.FaultsOf<AssetApproved>(rule => Begin(rule).Then(id, Status)).ShouldHaveSingleItem().ShouldContain("is not allowed");

    [Fact]
    public void Compile_OfAScheduleThatNeverFires_HasACode() =>
        Compiled.Faults(builder => builder.AddSampleHandlers().AddRule(
                "r", (RuleBuilder<AssetApproved> rule) => rule.OnSchedule(Schedule.Cron("0 0 30 2 *"), _ => new("a", "sprite", "v1")).Then("a", Status)))
            .ShouldHaveSingleItem().Code.ShouldBe("never-fires");

    // Seen red without the check: only the first of the two ever started the rule.
    [Fact]
    public void Compile_OfTwoTriggersForOneEvent_HasACode() =>
        Compiled.Faults(builder => builder.AddSampleHandlers().AddRule("r", (RuleBuilder<AssetApproved> rule) => Begin(rule).OnEvent<AssetApproved>("again").Then("a", Status)))
            .ShouldHaveSingleItem().Code.ShouldBe("duplicate-trigger");

    // Blocks of a wait mean "go on" when they are empty; OnManual is not a second trigger.
    [Fact]
    public void Compile_EmptyBlocksOfAWait_AndOnManualTwice_Pass() =>
        Compiled.Rule(rule => rule.OnManual().OnManual()
            .WaitFor<AssetReviewed>("review", run => run.Input.AssetId, TimeSpan.FromDays(1), (_, _) => { }, _ => { })).Triggers.Count.ShouldBe(2);

    [Fact]
    public void Builder_AfterTheRuleIsBuilt_RefusesChanges()
    {
        RuleBuilder<AssetApproved>? kept = null;
        Compiled.Rule(rule => (kept = rule).Then("a", Status));

        Should.Throw<InvalidOperationException>(() => kept!.Then("b", Status)).Message
            .ShouldBe("Rule 'r' is built and cannot be changed. Say everything in Define.");
        Should.Throw<InvalidOperationException>(() => kept!.OnManual());
        Should.Throw<InvalidOperationException>(() => kept!.Stop("s"));
    }

    private static RuleBuilder<AssetApproved> Begin(RuleBuilder<AssetApproved> rule) => rule.OnEvent<AssetApproved>();

    private static SetStatus Status(RunView<AssetApproved> run) => new(run.Input.AssetId, "seen");

    private static ExportAtlas Export(RunView<AssetApproved> run) => new(run.Input.AssetId, "default");
}
