using System.Text.Json;
using Automation.Engine.Tests.Running.Driving;
using Automation.Storage;
using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Automation.Engine.Tests.Client;

/// <summary>The life of a rule that is stored: versions, what differs between them, copies, and two who edit at the same time.</summary>
public sealed class StoredRulesTests
{
    private const string First = """
        { "name": "parcels", "triggers": [ { "type": "event", "config": { "event": "parcel.sent" } } ],
          "steps": [ { "id": "tell", "type": "note", "config": { "text": "one" } }, { "id": "again", "type": "note", "config": { "text": "x" } } ] }
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TwoWhoEdit_TheSecondIsToldAndLosesNothing()
    {
        await using var test = await StartAsync();
        var rules = test.In("p").Rules;
        var seen = await rules.SaveAsync(First, new() { Author = "ada", ExpectedVersion = 0 }, Token);
        await rules.SaveAsync(First.Replace("one", "adas"), new() { Author = "ada", ExpectedVersion = seen.Version }, Token);

        var conflict = await Should.ThrowAsync<RuleConflictException>(() => rules.SaveAsync(First.Replace("one", "bobs"), new() { Author = "bob", ExpectedVersion = seen.Version }, Token));

        conflict.Message.ShouldBe(
            "Rule 'parcels' of scope 'p' has version 2, and was to be saved over version 1. Read it again, and save with the version that you have seen.");
        (await rules.FindAsync("parcels", Token))!.Json.ShouldContain("adas");
        (await rules.SaveAsync(First.Replace("one", "bobs"), new() { Author = "bob", ExpectedVersion = 2 }, Token)).Version.ShouldBe(3);
    }

    // Faults: what is kept is checked against what the tenant set, or switched off, or stored anew after all; a rule that was deleted counts as one that is there.
    [Fact]
    public async Task KeepExisting_StoresOnlyWhatIsNew()
    {
        await using var test = await StartAsync();
        var rules = test.In("p").Rules;
        RuleSaveOptions keep = new() { Author = "host", KeepExisting = true, ExpectedVersion = 0, Disabled = true };
        var own = await rules.SaveAsync(First, new() { Author = "ada" }, Token);
        var open = "{ \"name\": \"open\", \"parameters\": { \"text\": { \"type\": \"string\", \"default\": \"x\" } }," + First[(First.IndexOf(',', StringComparison.Ordinal) + 1)..];

        (await rules.SaveAsync(First.Replace("one", "others"), keep, Token)).ShouldBe(own);
        (await rules.DuplicateAsync("parcels", "copy", keep, Token)).Enabled.ShouldBeFalse();
        await rules.SaveAsync(First.Replace("parcels", "copy").Replace("one", "mine"), cancellationToken: Token);
        (await rules.DuplicateAsync("parcels", "copy", keep, Token)).Version.ShouldBe(2);
        (await rules.SaveFromAsync(open, "copy", new Dictionary<string, JsonElement>(), keep, Token)).Version.ShouldBe(2);
        (await rules.SaveFromAsync(open, "made", new Dictionary<string, JsonElement>(), keep, Token)).Version.ShouldBe(1);

        await rules.DeleteAsync("parcels", Token);
        (await rules.SaveAsync(First, keep, Token)).Version.ShouldBe(2);
        (await Should.ThrowAsync<RuleDefinitionException>(() => rules.SaveAsync("{}", keep, Token))).Faults.ShouldNotBeEmpty();
        (await Should.ThrowAsync<ArgumentException>(() => rules.SaveAsync(First, keep with { ExpectedVersion = 3 }, Token))).Message.ShouldStartWith(
            "RuleSaveOptions.KeepExisting keeps whatever version is there, but RuleSaveOptions.ExpectedVersion is 3. Leave one of them out.");
    }

    [Fact]
    public async Task Versions_AreListed_WithAuthorsAndPages()
    {
        await using var test = await StartAsync();
        var rules = test.In("p").Rules;
        foreach (var (text, author) in new[] { ("one", "ada"), ("two", "bob"), ("three", null) })
        {
            await rules.SaveAsync(First.Replace("one", text), new() { Author = author }, Token);
        }

        var page = await rules.ListVersionsAsync("parcels", limit: 2, cancellationToken: Token);
        var rest = await rules.ListVersionsAsync("parcels", page.Next, 2, Token);

        page.Items.Select(one => (one.Version, one.Author)).ShouldBe([(3, null), (2, "bob")]);
        rest.Items.Select(one => (one.Version, one.Author)).ShouldBe([(1, "ada")]);
        rest.Next.ShouldBeNull();
        (await rules.ListVersionsAsync("parcels", limit: 3, cancellationToken: Token)).Next.ShouldBeNull();
        (await rules.ListVersionsAsync("nobody", cancellationToken: Token)).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task Compare_SaysWhatWasChangedAddedRemovedAndMoved()
    {
        await using var test = await StartAsync();
        var rules = test.In("p").Rules;
        await rules.SaveAsync(First, cancellationToken: Token);
        await rules.SaveAsync(
            """
            { "name": "parcels", "triggers": [ { "type": "event", "config": { "event": "parcel.sent" } } ], "guards": { "maxRunsPerScope": 2 },
              "steps": [ { "id": "again", "type": "note", "config": { "text": "x" } }, { "id": "tell", "type": "note", "config": { "text": "two" } } ] }
            """,
            cancellationToken: Token);

        (await rules.CompareAsync("parcels", 1, 2, Token)).ShouldBe(
        [
            new RuleChange("/steps/tell/config/text", "\"one\"", "\"two\""),
            new RuleChange("/steps", """["tell","again"]""", """["again","tell"]"""),
            new RuleChange("/guards", null, """{"maxRunsPerScope":2}"""),
        ]);
        (await rules.CompareAsync("parcels", 2, 1, Token)).ShouldContain(new RuleChange("/guards", """{"maxRunsPerScope":2}""", null));
        (await rules.CompareAsync("parcels", 2, 2, Token)).ShouldBeEmpty();
    }

    // Faults: what is saved is compared by hash alone; what was read of a hash is remembered with the words of its first version.
    [Fact]
    public async Task Save_OfAnotherDescription_IsANewVersion_AndTheSameRuleForItsRuns()
    {
        await using var test = await StartAsync();
        var rules = test.In("p").Rules;
        var plain = await rules.SaveAsync(First, new() { Author = "ada" }, Token);
        await test.In("p").PublishAsync(new Sent("1"), cancellationToken: Token);
        await test.RunUntilIdleAsync();
        var told = First.Replace("\"triggers\"", "\"description\": \"Tells of parcels.\", \"triggers\"");

        var saved = await rules.SaveAsync(told, new() { Author = "bob", ExpectedVersion = 1 }, Token);
        var again = await rules.SaveAsync(told.Replace("\"id\": \"tell\", \"type\": \"note\"", "\"type\": \"note\", \"id\": \"tell\""), new() { Author = "eve" }, Token);

        (saved.Version, saved.Author, saved.Hash).ShouldBe((2, "bob", plain.Hash));
        again.ShouldBe(saved);
        (await rules.CompareAsync("parcels", 1, 2, Token)).ShouldBe([new RuleChange("/description", null, "\"Tells of parcels.\"")]);
        (await test.In("p").ListRulesAsync(cancellationToken: Token)).Single(rule => rule.Name == "parcels").ShouldSatisfyAllConditions(
            rule => rule.Description.ShouldBe("Tells of parcels."), rule => rule.Version.ShouldBe(2));
        (await rules.ExportAsync(cancellationToken: Token)).ShouldContain("Tells of parcels.");
        var run = (await test.In("p").ListRunsAsync(cancellationToken: Token)).Items.ShouldHaveSingleItem();
        (await test.In("p").RerunAsync(run.Id, cancellationToken: Token)).ShouldNotBeNull();
        await test.RunUntilIdleAsync();
        (await test.In("p").ListRunsAsync(cancellationToken: Token)).Items.ShouldAllBe(one => one.Status == RunStatus.Succeeded);
        (await rules.SaveAsync(First, cancellationToken: Token)).Version.ShouldBe(3);
        (await test.In("p").ListRulesAsync(cancellationToken: Token)).Single(rule => rule.Name == "parcels").Description.ShouldBeNull();
    }

    // What is kept as it was written, and means nothing: the order of the members of a condition.
    [Fact]
    public async Task Save_OfTheMembersOfAConditionInAnotherOrder_IsThePresentVersion()
    {
        await using var test = await StartAsync();
        var rules = test.In("p").Rules;
        var saved = await rules.SaveAsync(First.Replace("\"triggers\"", "\"conditions\": { \"field\": \"input.id\", \"operator\": \"equals\", \"value\": \"1\" }, \"triggers\""), cancellationToken: Token);

        var again = await rules.SaveAsync(
            First.Replace("\"triggers\"", "\"conditions\": { \"value\": \"1\", \"operator\": \"equals\", \"field\": \"input.id\" }, \"triggers\""), new() { ExpectedVersion = 0 }, Token);

        (again with { Warnings = [] }).ShouldBe(saved with { Warnings = [] });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(2)]
    [InlineData(int.MaxValue)]
    public async Task Compare_WithAVersionThatIsNotThere_NamesIt(int version)
    {
        await using var test = await StartAsync();
        await test.In("p").Rules.SaveAsync(First, cancellationToken: Token);

        var refused = await Should.ThrowAsync<ArgumentOutOfRangeException>(() => test.In("p").Rules.CompareAsync("parcels", 1, version, Token));

        refused.ParamName.ShouldBe("after");
        refused.Message.ShouldContain($"Rule 'parcels' of scope 'p' has no version {version}.");
    }

    [Fact]
    public async Task Duplicate_IsARuleOfItsOwn()
    {
        await using var test = await StartAsync();
        var rules = test.In("p").Rules;
        await rules.SaveAsync(First, cancellationToken: Token);
        await test.In("p").Rule("parcels").DisableAsync(cancellationToken: Token);

        var copy = await rules.DuplicateAsync("parcels", "letters", new() { Author = "ada" }, Token);
        var published = await test.In("p").PublishAsync(new Sent("1"), cancellationToken: Token);

        (copy.Name, copy.Version, copy.Author, copy.Enabled).ShouldBe(("letters", 1, "ada", true));
        published.Verdicts.Select(verdict => (verdict.Rule, verdict.Reason)).ShouldBe([("letters", VerdictReason.Ran), ("parcels", VerdictReason.Disabled)], ignoreOrder: true);
        await test.RunUntilIdleAsync();
    }

    [Fact]
    public async Task Duplicate_OfNothing_OntoAnotherRule_OrUnderNoName_IsRefused()
    {
        await using var test = await StartAsync();
        var rules = test.In("p").Rules;
        await rules.SaveAsync(First, cancellationToken: Token);
        await rules.SaveAsync(First.Replace("parcels", "letters").Replace("one", "other"), cancellationToken: Token);

        await Should.ThrowAsync<RuleNotFoundException>(() => rules.DuplicateAsync("nobody", "copy", cancellationToken: Token));
        await Should.ThrowAsync<RuleConflictException>(() => rules.DuplicateAsync("parcels", "letters", cancellationToken: Token));
        await Should.ThrowAsync<RuleDefinitionException>(() => rules.DuplicateAsync("parcels", "no name", cancellationToken: Token));
        (await rules.ListAsync(Token)).Select(rule => rule.Name).ShouldBe(["letters", "parcels"]);
        var host = await Should.ThrowAsync<RuleDefinitionException>(() => rules.DuplicateAsync("hosts", "copy", cancellationToken: Token));
        host.Faults.Single().Message.ShouldBe("Rule 'hosts' is the host's own, and only a stored rule has copies. Save what Rule(\"hosts\").ExportAsync() answers, under another name.");
    }

    // Fault: between the save and the switch the rule runs.
    [Fact]
    public async Task SavedSwitchedOff_NeverRuns_WhetherNewCopiedOrMadeOfATemplate()
    {
        await using var test = await StartAsync();
        var rules = test.In("p").Rules;
        RuleSaveOptions off = new() { Author = "ada", Disabled = true };

        var saved = await rules.SaveAsync(First, off, Token);
        var copy = await rules.DuplicateAsync("parcels", "letters", off, Token);
        var made = await rules.SaveFromAsync(First, "cards", new Dictionary<string, System.Text.Json.JsonElement>(), off, Token);
        var published = await test.In("p").PublishAsync(new Sent("1"), cancellationToken: Token);

        new[] { saved, copy, made }.ShouldAllBe(rule => !rule.Enabled);
        published.Verdicts.Count.ShouldBe(3);
        published.Verdicts.ShouldAllBe(verdict => verdict.Reason == VerdictReason.Disabled && verdict.Detail!.StartsWith("Disabled by ada since"));
        (await test.In("p").Rule("letters").EnableAsync(cancellationToken: Token)).StoppedBy.ShouldBeNull();
    }

    [Fact]
    public async Task SavedSwitchedOff_OverARuleThatIsOn_SwitchesItOff_AlsoWhenNothingElseChanges()
    {
        await using var test = await StartAsync();
        var rules = test.In("p").Rules;
        await rules.SaveAsync(First, cancellationToken: Token);

        var edited = await rules.SaveAsync(First.Replace("one", "two"), new() { Author = "ada", Disabled = true }, Token);
        var still = await rules.SaveAsync(First.Replace("one", "three"), cancellationToken: Token);
        await test.In("p").Rule("parcels").EnableAsync(cancellationToken: Token);
        var same = await rules.SaveAsync(First.Replace("one", "three"), new() { Author = "bob", Disabled = true }, Token);
        var settings = await test.In("p").Rule("parcels").GetSettingsAsync(Token);
        await rules.SaveAsync(First.Replace("one", "three"), new() { Author = "eve", Disabled = true }, Token);

        (edited.Version, edited.Enabled, still.Enabled).ShouldBe((2, false, false));
        (same.Version, same.Enabled).ShouldBe((3, false));
        (settings.Enabled, settings.Author, settings.StoppedBy).ShouldBe((false, "bob", VerdictReason.Disabled));
        (await test.In("p").Rule("parcels").GetSettingsAsync(Token)).Revision.ShouldBe(settings.Revision, "a repetition changes nothing");
    }

    [Fact]
    public async Task Copy_OverAVersion_IsRefused()
    {
        await using var test = await StartAsync();
        await test.In("p").Rules.SaveAsync(First, cancellationToken: Token);

        var refused = await Should.ThrowAsync<ArgumentException>(() => test.In("p").Rules.DuplicateAsync("parcels", "letters", new() { ExpectedVersion = 1 }, Token));

        refused.Message.ShouldStartWith("RuleSaveOptions.ExpectedVersion is 1, but the rule is a new one. Leave it out.");
        (await test.In("p").Rules.ListAsync(Token)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Check_WhenTheStoreIsAway_SaysSo()
    {
        HookedStore store = null!;
        await using var test = await AutomationTest.StartAsync(automation =>
        {
            automation.Services.Replace(ServiceDescriptor.Singleton<IAutomationStore>(_ => store = new HookedStore(new InMemoryDatabase())));
            automation.AddEvent<Sent>().AddHandler<NoteHandler>();
        });
        store.BeforeLoadRules = () => throw new StoreUnavailableException("away");

        await Should.ThrowAsync<AutomationUnavailableException>(() => test.In("p").Rules.CheckAsync(First, Token));
    }

    private static Task<AutomationTest> StartAsync() => AutomationTest.StartAsync(automation => automation
        .AddEvent<Sent>().AddHandler<NoteHandler>().AddRule<Sent>("hosts", rule => rule.OnManual().Then("a", run => new Note(run.Input.Id))));

    [Event("parcel.sent", Subject = nameof(Id))]
    public sealed record Sent(string Id);

    [Action("note")]
    public sealed record Note(string Text) : IAction;

    public sealed class NoteHandler : IActionHandler<Note>
    {
        public Task HandleAsync(Note action, StepContext context, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
