using System.Text.Json;
using Automation.Engine.Tests.Running.Driving;
using Automation.Storage;
using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Automation.Engine.Tests.Client;

/// <summary>Rules that are proposed: checked like others, known again, and made rules of by whoever wants them.</summary>
public sealed class SuggestionTests
{
    private const string Parcels = """
        { "name": "parcels", "parameters": { "text": { "type": "string", "default": "one" } }, "triggers": [ { "type": "event", "config": { "event": "parcel.sent" } } ],
          "steps": [ { "id": "tell", "type": "note", "config": { "text": "{{ parameters.text }}" } } ] }
        """;

    private static readonly NewSuggestion Proposed = new() { Title = "Tell of parcels", Description = "You wrote 12 notes after parcels.\nBy hand.", Json = Parcels, Score = 0.8, Key = "note-after-parcel", Author = "miner" };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // Fault: what is proposed is a rule, and runs.
    [Fact]
    public async Task Add_IsListed_AndRunsNothing()
    {
        await using var test = await StartAsync();

        var added = await test.In("p").Suggestions.AddAsync(Proposed, Token);

        (added.Title, added.Description, added.Score, added.Author, added.State, added.Revision).ShouldBe((Proposed.Title, Proposed.Description, 0.8, "miner", SuggestionState.Open, 1));
        (added.Scope, added.Key, added.CreatedAt, added.ProposedAt).ShouldBe(("p", "note-after-parcel", test.Clock.GetUtcNow(), test.Clock.GetUtcNow()));
        JsonElement.Parse(added.Json).GetProperty("name").GetString().ShouldBe("parcels");
        (await test.In("p").Suggestions.ListAsync(cancellationToken: Token)).Items.ShouldBe([added]);
        (await test.In("p").Suggestions.FindAsync(added.Id, Token)).ShouldBe(added);
        (await test.In("q").Suggestions.FindAsync(added.Id, Token)).ShouldBeNull();
        (await test.In("p").PublishAsync(new Sent("1"), cancellationToken: Token)).Verdicts.ShouldBeEmpty();
    }

    // Fault: a rule with faults is stored, and found out when somebody wants it.
    [Fact]
    public async Task Add_OfAFaultyRule_IsRefusedAsASaveWouldBe()
    {
        await using var test = await StartAsync();
        var project = test.In("p");
        var shared = await test.SharedRules.SaveAsync(Parcels.Replace("\"parcels\"", "\"for-all\""), cancellationToken: Token);
        foreach (var json in (string[])["{", Parcels.Replace("\"note\"", "\"fax\""), Parcels.Replace("parameters.text", "parameters.tex"), Parcels.Replace("\"parcels\"", "\"hosts\""), Parcels.Replace("\"parcels\"", $"\"{shared.Name}\"")])
        {
            var added = await Should.ThrowAsync<RuleDefinitionException>(() => project.Suggestions.AddAsync(Proposed with { Json = json }, Token));
            var saved = await Should.ThrowAsync<RuleDefinitionException>(() => project.Rules.SaveAsync(json, cancellationToken: Token));
            added.Faults.ShouldBe(saved.Faults);
            added.Faults.ShouldAllBe(fault => fault.Pointer != null);
        }

        (await project.Suggestions.ListAsync(cancellationToken: Token)).Items.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("title", "", "invalid-title", "The title '' has nothing to read; 1 to 200 printable characters are allowed. The description has room for more.")]
    [InlineData("title", "  ", "invalid-title", null)]
    [InlineData("title", "two\nlines", "invalid-title", "The title 'two\\u000alines' has a character that cannot be printed; 1 to 200 printable characters are allowed. The description has room for more.")]
    [InlineData("title", "200", null, null)]
    [InlineData("title", "201", "invalid-title", null)]
    [InlineData("description", "2000", null, null)]
    [InlineData("description", "2001", "invalid-description", "The description has 2001 characters; at most 2000 are allowed. Shorten it.")]
    [InlineData("key", "", "invalid-key", null)]
    [InlineData("key", "255", null, null)]
    [InlineData("key", "256", "invalid-key", null)]
    [InlineData("key", "a\0b", "invalid-key", "The key 'a\\u0000b' has a character that cannot be printed; 1 to 255 printable characters are allowed. A hash of a longer key is a key, too.")]
    public async Task Add_OfTexts_IsBounded(string member, string value, string? code, string? message)
    {
        await using var test = await StartAsync();
        var text = int.TryParse(value, out var length) ? new string('x', length) : value;
        var suggestion = member switch { "title" => Proposed with { Title = text }, "description" => Proposed with { Description = text }, _ => Proposed with { Key = text } };

        await CheckAsync(test, suggestion, code, message);
    }

    [Theory]
    [InlineData(0, null, null)]
    [InlineData(1, null, null)]
    [InlineData(1.0000001, "invalid-score", "The score is 1.0000001; 0 to 1 is allowed. Divide it by the greatest that there can be.")]
    [InlineData(-0.1, "invalid-score", null)]
    [InlineData(double.NaN, "invalid-score", "The score is NaN; 0 to 1 is allowed. Divide it by the greatest that there can be.")]
    [InlineData(double.PositiveInfinity, "invalid-score", null)]
    public async Task Add_OfAScore_IsBounded(double score, string? code, string? message)
    {
        await using var test = await StartAsync();

        await CheckAsync(test, Proposed with { Score = score }, code, message);
    }

    // Faults: a miner that runs every night makes a new one each time; it opens again what was dismissed.
    [Fact]
    public async Task Add_EveryNight_DoesNotNag()
    {
        await using var test = await StartAsync();
        var suggestions = test.In("p").Suggestions;
        var first = await suggestions.AddAsync(Proposed, Token);
        await test.AdvanceAsync(TimeSpan.FromDays(1), Token);
        var second = await suggestions.AddAsync(Proposed with { Score = 0.9, Title = "Tell of 13 parcels" }, Token);
        await suggestions.DismissAsync(first.Id, "We like to write.", "ada", Token);
        await test.AdvanceAsync(TimeSpan.FromDays(1), Token);
        var third = await suggestions.AddAsync(Proposed with { Score = 1 }, Token);

        (second.Id, second.CreatedAt, second.Title, second.Score, second.State).ShouldBe((first.Id, first.CreatedAt, "Tell of 13 parcels", 0.9, SuggestionState.Open));
        (third.Id, third.State, third.Score, third.ClosedBy, third.Reason).ShouldBe((first.Id, SuggestionState.Dismissed, 0.9, "ada", "We like to write."));
        (await suggestions.ListAsync(cancellationToken: Token)).Items.ShouldBeEmpty();
        (await suggestions.ListAsync(new() { State = null }, Token)).Items.ShouldBe([third]);
    }

    [Fact]
    public async Task Add_WithoutAKey_KnowsTheSameRuleAgain()
    {
        await using var test = await StartAsync();
        var suggestions = test.In("p").Suggestions;
        var first = await suggestions.AddAsync(Proposed with { Key = null }, Token);

        (await suggestions.AddAsync(Proposed with { Key = null, Title = "Other words", Json = Parcels.Replace("  ", " ") }, Token)).Id.ShouldBe(first.Id);
        (await suggestions.AddAsync(Proposed with { Key = null, Json = Parcels.Replace("\"one\"", "\"two\"") }, Token)).Id.ShouldNotBe(first.Id);
    }

    [Fact]
    public async Task Add_SaysWhatIsSuspicious()
    {
        await using var test = await StartAsync();

        var added = await test.In("p").Suggestions.AddAsync(Proposed with { Json = Parcels.Replace("parcel.sent", "parcel.snt") }, Token);

        added.Warnings.ShouldHaveSingleItem().Code.ShouldBe("unknown-event");
        (await test.In("p").Suggestions.FindAsync(added.Id, Token))!.Warnings.ShouldBeEmpty();

        // Fault: one that is closed has its own rule, and the warnings of another.
        await test.In("p").Suggestions.DismissAsync(added.Id, cancellationToken: Token);
        (await test.In("p").Suggestions.AddAsync(Proposed with { Json = Parcels.Replace("parcel.sent", "parcel.snt") }, Token)).Warnings.ShouldBeEmpty();
    }

    [Fact]
    public async Task List_IsTheBestFirst_PageByPage()
    {
        await using var test = await StartAsync();
        var suggestions = test.In("p").Suggestions;
        foreach (var score in (double[])[0.2, 0.9, 0.2, 0.5])
        {
            await suggestions.AddAsync(Proposed with { Key = $"{(await suggestions.ListAsync(cancellationToken: Token)).Items.Count}", Score = score }, Token);
        }

        var first = await suggestions.ListAsync(new() { Limit = 3 }, Token);
        var second = await suggestions.ListAsync(new() { Limit = 3, After = first.Next }, Token);

        first.Items.Select(one => one.Key).ShouldBe(["1", "3", "0"]);
        (second.Items.ShouldHaveSingleItem().Key, second.Next).ShouldBe(("2", null));
        (await suggestions.ListAsync(new() { Limit = 4 }, Token)).Next.ShouldBeNull();
        (await Should.ThrowAsync<ArgumentOutOfRangeException>(() => suggestions.ListAsync(new() { Limit = 201 }, Token))).Message.ShouldStartWith("SuggestionQuery.Limit is 201; 1 to 200 is allowed.");
    }

    // Faults: the rule is on, or its author is not said; a repetition makes a second version, or another rule.
    [Fact]
    public async Task Accept_MakesADraft_AndARepetitionAnswersIt()
    {
        await using var test = await StartAsync();
        var project = test.In("p");
        var added = await project.Suggestions.AddAsync(Proposed, Token);
        await test.AdvanceAsync(TimeSpan.FromHours(1), Token);
        var at = test.Clock.GetUtcNow();

        var made = await project.Suggestions.AcceptAsync(added.Id, new() { Author = "ada" }, Token);

        (made.Name, made.Version, made.Enabled, made.Author, made.SavedAt, made.Json).ShouldBe(("parcels", 1, false, "ada", at, added.Json));
        var accepted = added with { State = SuggestionState.Accepted, ClosedAt = at, ClosedBy = "ada", Rule = "parcels", RuleVersion = 1 };
        (await project.Suggestions.FindAsync(added.Id, Token)).ShouldBe(accepted);
        (await project.PublishAsync(new Sent("1"), cancellationToken: Token)).Verdicts.ShouldHaveSingleItem().Reason.ShouldBe(VerdictReason.Disabled);
        (await project.Suggestions.AcceptAsync(added.Id, new() { Author = "bob", Name = "other", Enabled = true }, Token)).ShouldBe(made);
        await project.Rule("parcels").EnableAsync(cancellationToken: Token);
        await project.Rules.SaveAsync(Parcels.Replace("\"one\"", "\"two\""), cancellationToken: Token);
        (await project.Suggestions.AcceptAsync(added.Id, cancellationToken: Token)).ShouldBe(made with { Enabled = true });
        await project.Rules.DeleteAsync("parcels", Token);
        (await project.Suggestions.AcceptAsync(added.Id, cancellationToken: Token)).ShouldBe(made);
        (await project.Suggestions.AddAsync(Proposed, Token)).State.ShouldBe(SuggestionState.Accepted);
        (await project.Rules.ListAsync(Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Accept_WithNameParametersAndSwitch_IsARuleThatRuns()
    {
        await using var test = await StartAsync();
        var project = test.In("p");
        var added = await project.Suggestions.AddAsync(Proposed, Token);

        var made = await project.Suggestions.AcceptAsync(added.Id, new() { Name = "mine", Enabled = true, Parameters = new Dictionary<string, JsonElement> { ["text"] = JsonElement.Parse("\"sent\"") } }, Token);
        await project.PublishAsync(new Sent("1"), cancellationToken: Token);
        await test.RunUntilIdleAsync(Token);

        (made.Name, made.Enabled).ShouldBe(("mine", true));
        test.Calls<Note>().ShouldBe([new Note("sent")]);
        (await project.Suggestions.FindAsync(added.Id, Token))!.Rule.ShouldBe("mine");
    }

    // Faults: a rule that is there is replaced, or switched off; a refusal closes the suggestion.
    [Fact]
    public async Task Accept_UnderATakenName_IsRefused_AndTheSuggestionStaysOpen()
    {
        await using var test = await StartAsync();
        var project = test.In("p");
        var present = await project.Rules.SaveAsync(Parcels, cancellationToken: Token);
        await test.SharedRules.SaveAsync(Parcels.Replace("\"parcels\"", "\"for-all\""), cancellationToken: Token);
        var added = await project.Suggestions.AddAsync(Proposed, Token);

        (string? Name, string Message)[] names =
        [
            (null, "Rule 'parcels': scope 'p' has a rule of this name. Choose another name (SuggestionAcceptOptions.Name)."),
            ("hosts", "Rule 'hosts': the host's code has a rule of this name. Choose another name."),
            ("for-all", "Rule 'for-all': a rule of this name is stored for all scopes. Choose another name."),
        ];
        foreach (var (name, message) in names)
        {
            var fault = (await Should.ThrowAsync<RuleDefinitionException>(() => project.Suggestions.AcceptAsync(added.Id, new() { Name = name }, Token))).Faults.ShouldHaveSingleItem();
            (fault.Code, fault.Message, fault.Pointer).ShouldBe(("name-taken", message, "/name"));
        }

        (await Should.ThrowAsync<RuleDefinitionException>(() => project.Suggestions.AcceptAsync(added.Id, new() { Name = "no name" }, Token))).Faults.ShouldHaveSingleItem().Pointer.ShouldBe("/name");
        (await project.Suggestions.FindAsync(added.Id, Token)).ShouldBe(added);
        (await project.Rules.ListAsync(Token)).ShouldBe([present]);
    }

    [Fact]
    public async Task Accept_OfARuleWhoseActionIsGone_IsRefused_AndTheSuggestionStaysOpen()
    {
        var database = new InMemoryDatabase();
        SuggestionId id;
        await using (var before = await StartAsync(database))
        {
            id = (await before.In("p").Suggestions.AddAsync(Proposed, Token)).Id;
        }

        await using var test = await AutomationTest.StartAsync(automation => Keep(automation.Services, new InMemoryStore(database)), cancellationToken: Token);
        var refused = await Should.ThrowAsync<RuleDefinitionException>(() => test.In("p").Suggestions.AcceptAsync(id, cancellationToken: Token));

        refused.Faults.ShouldHaveSingleItem().ShouldSatisfyAllConditions(fault => fault.Code.ShouldBe("unknown-type"), fault => fault.Pointer.ShouldBe("/steps/0/type"));
        (await test.In("p").Suggestions.FindAsync(id, Token))!.State.ShouldBe(SuggestionState.Open);
        (await test.In("p").Rules.ListAsync(Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Decisions_AboutWhatIsNotThere_AreTheSameForOtherScopes()
    {
        await using var test = await StartAsync();
        var elsewhere = await test.In("q").Suggestions.AddAsync(Proposed, Token);
        var suggestions = test.In("p").Suggestions;

        foreach (var id in (SuggestionId[])[elsewhere.Id, default])
        {
            var accept = await Should.ThrowAsync<SuggestionNotFoundException>(() => suggestions.AcceptAsync(id, cancellationToken: Token));
            var dismiss = await Should.ThrowAsync<SuggestionNotFoundException>(() => suggestions.DismissAsync(id, cancellationToken: Token));
            accept.Message.ShouldBe($"Scope 'p' has no suggestion '{id}', or no more. Suggestions.ListAsync has those that it has.");
            dismiss.Message.ShouldBe(accept.Message);
        }

        (await test.In("q").Suggestions.FindAsync(elsewhere.Id, Token)).ShouldBe(elsewhere);
    }

    [Fact]
    public async Task Decisions_TheOtherWay_AreConflicts()
    {
        await using var test = await StartAsync();
        var suggestions = test.In("p").Suggestions;
        var one = await suggestions.AddAsync(Proposed, Token);
        var other = await suggestions.AddAsync(Proposed with { Key = "other", Json = Parcels.Replace("\"parcels\"", "\"other\"") }, Token);
        one = await suggestions.DismissAsync(one.Id, "no", "ada", Token);
        await suggestions.AcceptAsync(other.Id, new() { Author = "bob" }, Token);

        var accept = await Should.ThrowAsync<SuggestionConflictException>(() => suggestions.AcceptAsync(one.Id, cancellationToken: Token));
        var dismiss = await Should.ThrowAsync<SuggestionConflictException>(() => suggestions.DismissAsync(other.Id, cancellationToken: Token));

        accept.Present.ShouldBe(one);
        accept.Message.ShouldBe($"Suggestion '{one.Id}' was dismissed by ada at {test.Clock.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss'Z'} (no), and no rule is made of it. Save its JSON with Rules.SaveAsync if the rule is wanted all the same.");
        dismiss.Present.State.ShouldBe(SuggestionState.Accepted);
        dismiss.Message.ShouldBe($"Suggestion '{other.Id}' was accepted by bob at {test.Clock.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss'Z'}, and rule 'other' was made of it. Disable or delete the rule if it is not wanted.");
        (await test.In("p").Rules.ListAsync(Token)).Select(rule => rule.Name).ShouldBe(["other"]);
        (await suggestions.DismissAsync(one.Id, "never", "eve", Token)).ShouldBe(one);
    }

    [Fact]
    public async Task Accept_OfAnotherRuleThanWasSeen_IsAConflict()
    {
        await using var test = await StartAsync();
        var suggestions = test.In("p").Suggestions;
        var seen = await suggestions.AddAsync(Proposed, Token);
        var present = await suggestions.AddAsync(Proposed with { Json = Parcels.Replace("\"one\"", "\"two\"") }, Token);

        var conflict = await Should.ThrowAsync<SuggestionConflictException>(() => suggestions.AcceptAsync(seen.Id, new() { ExpectedRevision = seen.Revision }, Token));

        conflict.Present.ShouldBe(present);
        conflict.Message.ShouldBe($"Suggestion '{seen.Id}' is at revision 2, and revision 1 was to be accepted: another rule is proposed by now. Look at it again, and accept what you have seen.");
        (await suggestions.AcceptAsync(seen.Id, new() { ExpectedRevision = 2 }, Token)).Json.ShouldBe(present.Json);
    }

    // Faults: the rule of the former revision is made; the loser of a race is told that the name is taken.
    [Theory]
    [InlineData("proposed anew")]
    [InlineData("accepted")]
    [InlineData("dismissed")]
    [InlineData("name taken")]
    public async Task Accept_WhenSomethingHappensMeanwhile_IsDecidedAnew(string what)
    {
        var store = new HookedStore(new InMemoryDatabase());
        await using var test = await StartAsync(store);
        var suggestions = test.In("p").Suggestions;
        var added = await suggestions.AddAsync(Proposed, Token);
        store.BeforeSaveRule = async (inner, save) =>
        {
            store.BeforeSaveRule = null;
            await (what switch
            {
                "proposed anew" => suggestions.AddAsync(Proposed with { Json = Parcels.Replace("\"one\"", "\"two\"") }, Token),
                "accepted" => suggestions.AcceptAsync(added.Id, new() { Author = "bob" }, Token),
                "dismissed" => suggestions.DismissAsync(added.Id, cancellationToken: Token),
                _ => (Task)test.In("p").Rules.SaveAsync(Parcels, new() { Author = "bob" }, Token),
            });
        };

        var accept = suggestions.AcceptAsync(added.Id, new() { Author = "ada" }, Token);

        switch (what)
        {
            case "proposed anew":
                (await accept).Json.ShouldContain("\"two\"");
                break;
            case "accepted":
                (await accept).Author.ShouldBe("bob");
                break;
            case "dismissed":
                await Should.ThrowAsync<SuggestionConflictException>(() => accept);
                break;
            default:
                (await Should.ThrowAsync<RuleDefinitionException>(() => accept)).Faults.ShouldHaveSingleItem().Code.ShouldBe("name-taken");
                break;
        }

        (await test.In("p").Rules.ListVersionsAsync("parcels", cancellationToken: Token)).Items.Count.ShouldBe(what == "dismissed" ? 0 : 1);
    }

    // Fault: whoever is slower is told that the name is taken, by the rule of the one who was faster.
    [Fact]
    public async Task Accept_WhenAnotherOneAcceptsJustBeforeTheRulesAreRead_IsAnsweredWithTheRule()
    {
        var store = new HookedStore(new InMemoryDatabase());
        await using var test = await StartAsync(store);
        var suggestions = test.In("p").Suggestions;
        var added = await suggestions.AddAsync(Proposed, Token);
        // The loops of the host load rules, too.
        var accepts = new AsyncLocal<bool> { Value = true };
        store.BeforeLoadRules = async () =>
        {
            if (accepts.Value)
            {
                store.BeforeLoadRules = null;
                await suggestions.AcceptAsync(added.Id, new() { Author = "bob" }, Token);
            }
        };

        (await suggestions.AcceptAsync(added.Id, new() { Author = "ada" }, Token)).Author.ShouldBe("bob");

        (await test.In("p").Rules.ListVersionsAsync("parcels", cancellationToken: Token)).Items.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Add_WhenTooManyAreOpen_IsToldSo()
    {
        await using var test = await StartAsync();
        var suggestions = test.In("p").Suggestions;
        for (var one = 0; one < IScopedSuggestions.MaxOpen; one++)
        {
            await suggestions.AddAsync(Proposed with { Key = $"{one}" }, Token);
        }

        var refused = await Should.ThrowAsync<SuggestionRejectedException>(() => suggestions.AddAsync(Proposed with { Key = "late" }, Token));

        refused.Code.ShouldBe("too-many-suggestions");
        refused.Message.ShouldBe("Scope 'p' has 1000 open suggestions, and no more are allowed. Dismiss some, and add the best ones first.");
        (await suggestions.AddAsync(Proposed with { Key = "7", Score = 1 }, Token)).Score.ShouldBe(1);
        await test.In("q").Suggestions.AddAsync(Proposed, Token);
    }

    // Faults: open ones go; what is dismissed and proposed each month is forgotten, and nags again; a scope without events is never visited.
    [Fact]
    public async Task ClosedOnes_AreForgottenWithTheRestOfHistory_OpenOnesStay()
    {
        await using var test = await StartAsync(new InMemoryStore(new InMemoryDatabase()), automation => automation.Configure(options => options.Retention.Interval = TimeSpan.FromDays(1)));
        var suggestions = test.In("p").Suggestions;
        var open = await suggestions.AddAsync(Proposed with { Key = "open" }, Token);
        foreach (var key in (string[])["old", "monthly"])
        {
            await suggestions.DismissAsync((await suggestions.AddAsync(Proposed with { Key = key }, Token)).Id, cancellationToken: Token);
        }

        for (var month = 0; month < 13; month++)
        {
            await test.AdvanceAsync(TimeSpan.FromDays(30), Token);
            (await suggestions.AddAsync(Proposed with { Key = "monthly" }, Token)).State.ShouldBe(SuggestionState.Dismissed);
        }

        (await suggestions.ListAsync(new() { State = null }, Token)).Items.Select(one => one.Key).ShouldBe(["open", "monthly"]);
        await test.AdvanceAsync(TimeSpan.FromDays(2), Token);
        (await test.In("p").PurgeAsync(new() { Suggestions = TimeSpan.FromDays(1) }, Token)).ShouldBe(new PurgeResult { Suggestions = 1 });
        (await suggestions.ListAsync(new() { State = null }, Token)).Items.ShouldBe([open]);
        (await Should.ThrowAsync<ArgumentOutOfRangeException>(() => test.In("p").PurgeAsync(new() { Suggestions = TimeSpan.Zero }, Token))).Message.ShouldStartWith("PurgeOptions.Suggestions is 00:00:00;");
    }

    [Fact]
    public async Task Texts_AreCutAndCleanedAsElsewhere()
    {
        await using var test = await StartAsync();
        var suggestions = test.In("p").Suggestions;

        var added = await suggestions.AddAsync(Proposed with { Description = "a\0b\ud83d", Author = new string('a', 300), Score = -0.0 }, Token);
        var dismissed = await suggestions.DismissAsync(added.Id, new string('r', 2000), new string('a', 300), Token);

        (added.Description, added.Author!.Length, double.IsNegative(added.Score)).ShouldBe(("a\ufffdb\ufffd", TextLimits.AuthorBytes - 2, false));
        (dismissed.Reason!.Length, dismissed.ClosedBy!.Length).ShouldBe((TextLimits.ReasonBytes - 2, TextLimits.AuthorBytes - 2));
    }

    private static async Task CheckAsync(AutomationTest test, NewSuggestion suggestion, string? code, string? message)
    {
        var suggestions = test.In("p").Suggestions;
        if (code is null)
        {
            (await suggestions.AddAsync(suggestion, Token)).Score.ShouldBe(suggestion.Score);
            return;
        }

        var refused = await Should.ThrowAsync<SuggestionRejectedException>(() => suggestions.AddAsync(suggestion, Token));
        (refused.Code, refused.Message).ShouldBe((code, message ?? refused.Message));
        (await suggestions.ListAsync(cancellationToken: Token)).Items.ShouldBeEmpty();
    }

    private static Task<AutomationTest> StartAsync(InMemoryDatabase? database = null) => StartAsync(new InMemoryStore(database ?? new InMemoryDatabase()));

    private static async Task<AutomationTest> StartAsync(IAutomationStore store, Action<AutomationBuilder>? configure = null)
    {
        var test = await AutomationTest.StartAsync(
            automation =>
            {
                Keep(automation.Services, store);
                configure?.Invoke(automation);
                automation.AddEvent<Sent>().AddHandler<NoteHandler>().AddRule<Sent>("hosts", rule => rule.OnManual().Then("a", run => new Note(run.Input.Id)));
            },
            cancellationToken: Token);
        return test.Fake<Note>(_ => { });
    }

    private static void Keep(IServiceCollection services, IAutomationStore store) => services.Replace(ServiceDescriptor.Singleton(_ => store));

    [Event("parcel.sent", Subject = nameof(Id))]
    public sealed record Sent(string Id);

    [Action("note")]
    public sealed record Note(string Text) : IAction;

    public sealed class NoteHandler : IActionHandler<Note>
    {
        public Task HandleAsync(Note action, StepContext context, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
