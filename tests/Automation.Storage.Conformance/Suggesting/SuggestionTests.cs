namespace Automation.Storage.Conformance.Suggesting;

/// <summary>Rules that somebody proposes: added, added again, listed, dismissed, accepted, forgotten.</summary>
public abstract class SuggestionTests<TFixture> : StoreTests<TFixture>
    where TFixture : IStoreFixture, new()
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Add_IsReadBack_AndChangesNoRules()
    {
        var full = Make.Suggestion(score: 0.1);
        var bare = Make.Suggestion("key-2", score: 1) with { Description = null, Author = null };

        (await AddAsync(full)).ShouldBe(full);
        (await AddAsync(bare)).ShouldBe(bare);

        (await FindAsync(full.Id)).ShouldBe(full);
        (await ListAsync()).ShouldBe([bare, full]);
        (await Store.LoadRulesAsync(Scope, Token)).Version.ShouldBe(0);
    }

    // Faults: a suggestion of its own; the revision rises with every call, or never.
    [Fact]
    public async Task Add_WithTheKeyOfAnOpenOne_IsThatOne_WithWhatIsNew()
    {
        var first = await AddAsync(Make.Suggestion());
        Now += TimeSpan.FromDays(1);
        var retitled = Make.Suggestion(score: 0.9) with { Title = "Better said", Description = null, Author = "another miner" };

        (await AddAsync(retitled)).ShouldBe(retitled with { Id = first.Id, CreatedAt = first.CreatedAt });
        Now += TimeSpan.FromDays(1);
        var other = Make.Suggestion(rule: "rule-2");
        (await AddAsync(other)).ShouldBe(other with { Id = first.Id, CreatedAt = first.CreatedAt, Revision = 2 });

        (await ListAsync()).ShouldHaveSingleItem().Revision.ShouldBe(2);
    }

    // Faults: it is open again; it is another one.
    [Theory]
    [InlineData(SuggestionState.Dismissed)]
    [InlineData(SuggestionState.Accepted)]
    public async Task Add_WithTheKeyOfAClosedOne_OnlySaysWhenItWasProposed(SuggestionState state)
    {
        var closed = await CloseAsync(await AddAsync(Make.Suggestion()), state);
        Now += TimeSpan.FromDays(1);

        (await AddAsync(Make.Suggestion(score: 1, rule: "rule-9"))).ShouldBe(closed with { ProposedAt = Now });

        (await ListAsync(new() { State = null })).ShouldBe([closed with { ProposedAt = Now }]);
    }

    // Faults: keys or ids of all scopes are one; a scope sees, closes or accepts what is another's.
    [Fact]
    public async Task Suggestions_AreOfTheirScope()
    {
        var here = await AddAsync(Make.Suggestion());
        var there = await AddAsync(Make.Suggestion(scope: OtherScope, score: 0.7));

        there.Id.ShouldNotBe(here.Id);
        (await ListAsync()).ShouldBe([here]);
        (await Store.FindSuggestionAsync(Scope, there.Id, Token)).ShouldBeNull();
        (await DismissAsync(there.Id)).ShouldBeNull();
        (await AcceptAsync(there.Id)).ShouldBeNull();
        (await Store.FindSuggestionAsync(OtherScope, there.Id, Token)).ShouldBe(there);
        (await Store.LoadRulesAsync(Scope, Token)).Rules.ShouldBeEmpty();
    }

    [Fact]
    public async Task List_IsByScoreThenAge_PageByPage()
    {
        double[] scores = [0.5, 1, 0, 0.5, 0.25, 0.5, 1.0 / 3];
        var added = new List<Suggestion>();
        foreach (var score in scores)
        {
            added.Add(await AddAsync(Make.Suggestion($"key-{added.Count}", score)));
        }

        var closed = await CloseAsync(added[4], SuggestionState.Dismissed);
        Suggestion[] open = [added[1], added[0], added[3], added[5], added[6], added[2]];

        (await ListAsync()).ShouldBe(open);
        (await ListAsync(new() { State = SuggestionState.Dismissed })).ShouldBe([closed]);
        (await ListAsync(new() { State = SuggestionState.Accepted })).ShouldBeEmpty();
        (await ListAsync(new() { State = null })).ShouldBe([.. open[..5], closed, open[5]]);
        foreach (var state in (SuggestionState?[])[SuggestionState.Open, null])
        {
            var all = await ListAsync(new() { State = state });
            var paged = new List<Suggestion>();
            for (IReadOnlyList<Suggestion> page = [all[0]]; page.Count > 0;)
            {
                page = await ListAsync(new() { State = state, Limit = 2, After = paged.Count == 0 ? null : new SuggestionPlace(paged[^1].Score, paged[^1].Id) });
                page.Count.ShouldBeLessThanOrEqualTo(2);
                paged.AddRange(page);
            }

            paged.ShouldBe(all);
        }
    }

    // Faults: the bound counts closed ones; it refuses one that is there; it counts those of other scopes.
    [Fact]
    public async Task Add_WhenTooManyAreOpen_IsRefused()
    {
        var first = await AddAsync(Make.Suggestion("key-0"));
        await AddAsync(Make.Suggestion("elsewhere", scope: OtherScope));
        for (var one = 1; one < IScopedSuggestions.MaxOpen; one++)
        {
            await AddAsync(Make.Suggestion($"key-{one}"));
        }

        var late = Make.Suggestion("late", score: 1);
        (await Store.AddSuggestionAsync(late, Token)).ShouldBeNull();
        (await FindAsync(late.Id)).ShouldBeNull();
        (await AddAsync(Make.Suggestion("key-5", score: 0.9))).Score.ShouldBe(0.9);
        await CloseAsync(first, SuggestionState.Dismissed);
        (await AddAsync(late)).ShouldBe(late);
        (await AddAsync(Make.Suggestion("key-0"))).State.ShouldBe(SuggestionState.Dismissed);
    }

    [Fact]
    public async Task Dismiss_SaysWhoWhenAndWhy_AndTheFirstOneCounts()
    {
        var open = await AddAsync(Make.Suggestion());
        Now += TimeSpan.FromHours(1);
        var dismissed = open with { State = SuggestionState.Dismissed, ClosedAt = Now, ClosedBy = "ada", Reason = "not here" };

        (await DismissAsync(open.Id, "ada", "not here")).ShouldBe(dismissed);
        Now += TimeSpan.FromHours(1);
        (await DismissAsync(open.Id, "bob", "me, too")).ShouldBe(dismissed);
        (await FindAsync(open.Id)).ShouldBe(dismissed);
        (await DismissAsync(new SuggestionId(Make.Id()))).ShouldBeNull();
        (await Store.LoadRulesAsync(Scope, Token)).Version.ShouldBe(0);
    }

    [Fact]
    public async Task Accept_SavesTheRuleAndClosesTheSuggestion()
    {
        var open = await AddAsync(Make.Suggestion());
        Now += TimeSpan.FromHours(1);

        var rule = (await AcceptAsync(open.Id, rule: "rule-7")).ShouldNotBeNull();

        var accepted = open with { State = SuggestionState.Accepted, ClosedAt = Now, ClosedBy = "ada", Rule = "rule-7", RuleVersion = 1 };
        (await FindAsync(open.Id)).ShouldBe(accepted);
        var stored = await Store.LoadRulesAsync(Scope, Token);
        stored.Rules.ShouldBe([rule]);
        stored.Version.ShouldBe(1);
        (await DismissAsync(open.Id, "bob")).ShouldBe(accepted);
    }

    [Fact]
    public async Task Accept_UnderTheNameOfADeletedRule_SaysWhichVersion()
    {
        await Store.SaveRuleAsync(new RuleSave { Rule = Make.Rule() }, Token);
        await Store.DeleteRuleAsync(new RuleDeletion { Scope = Scope, Rule = "rule-1", At = Now }, Token);
        var open = await AddAsync(Make.Suggestion());

        (await AcceptAsync(open.Id)).ShouldNotBeNull().Version.ShouldBe(2);

        (await FindAsync(open.Id)).ShouldNotBeNull().RuleVersion.ShouldBe(2);
    }

    // Faults: the rule is stored all the same; the scope's version is raised for nothing.
    [Theory]
    [InlineData("dismissed")]
    [InlineData("accepted")]
    [InlineData("another revision")]
    [InlineData("unknown")]
    public async Task Accept_OfWhatIsNotOpenAsItWas_StoresNothing(string what)
    {
        var open = await AddAsync(Make.Suggestion());
        var former = what switch
        {
            "dismissed" => await CloseAsync(open, SuggestionState.Dismissed),
            "accepted" => await CloseAsync(open, SuggestionState.Accepted),
            _ => open,
        };
        var before = await Store.LoadRulesAsync(Scope, Token);

        (await AcceptAsync(what == "unknown" ? new SuggestionId(Make.Id()) : open.Id, what == "another revision" ? 2 : 1, "rule-7")).ShouldBeNull();

        (await FindAsync(open.Id)).ShouldBe(former);
        var after = await Store.LoadRulesAsync(Scope, Token);
        (after.Version, after.Rules.Count).ShouldBe((before.Version, before.Rules.Count));
    }

    // Fault: the suggestion is closed before the rule is checked.
    [Fact]
    public async Task Accept_WhenTheRuleCannotBeSaved_LeavesTheSuggestionOpen()
    {
        var open = await AddAsync(Make.Suggestion());
        var present = await Store.SaveRuleAsync(new RuleSave { Rule = Make.Rule(hash: "hash-9") }, Token);

        (await AcceptAsync(open.Id)).ShouldBeNull();

        (await FindAsync(open.Id)).ShouldBe(open);
        (await Store.LoadRulesAsync(Scope, Token)).Rules.ShouldBe([present!]);
    }

    // Faults: open ones go; what is just proposed again goes; the age is counted from the beginning.
    [Fact]
    public async Task Purge_TakesWhatWasClosedAndNotProposedSince()
    {
        var open = await AddAsync(Make.Suggestion("open"));
        var kept = await CloseAsync(await AddAsync(Make.Suggestion("again")), SuggestionState.Dismissed);
        await CloseAsync(await AddAsync(Make.Suggestion("dismissed")), SuggestionState.Dismissed);
        await CloseAsync(await AddAsync(Make.Suggestion("accepted")), SuggestionState.Accepted);
        var elsewhere = await AddAsync(Make.Suggestion("elsewhere", scope: OtherScope));
        await Store.DismissSuggestionAsync(new() { Scope = OtherScope, Id = elsewhere.Id, At = Now }, Token);
        var late = await AddAsync(Make.Suggestion("late"));
        Now += TimeSpan.FromDays(30);
        late = await CloseAsync(late, SuggestionState.Dismissed);
        kept = await AddAsync(Make.Suggestion(kept.Key));

        (await PurgeAsync(Now, limit: 1)).ShouldBe(2);

        (await ListAsync(new() { State = null })).ShouldBe([open, kept, late], ignoreOrder: true);
        (await Store.FindSuggestionAsync(OtherScope, elsewhere.Id, Token)).ShouldNotBeNull();
        (await PurgeAsync(Now.AddTicks(10), limit: 100)).ShouldBe(2);
        (await ListAsync(new() { State = null })).ShouldBe([open]);
        (await Store.LoadRulesAsync(Scope, Token)).Rules.Count.ShouldBe(1);
        (await AddAsync(Make.Suggestion("again"))).State.ShouldBe(SuggestionState.Open);
    }

    [Fact]
    public async Task ListScopes_HasThoseThatHaveSuggestionsOnly()
    {
        var node = await JoinAsync();
        foreach (var scope in (string[])["b", "a", "d"])
        {
            await AddAsync(Make.Suggestion(scope: scope));
        }

        await CreateOwnedAsync(node, "c");

        (await Store.ListScopesAsync(null, 10, Token)).ShouldBe(["a", "b", "c", "d"], ignoreOrder: true);
        var first = await Store.ListScopesAsync(null, 3, Token);
        (await Store.ListScopesAsync(first[^1], 3, Token)).Concat(first).ShouldBe(["a", "b", "c", "d"], ignoreOrder: true);
    }

    [Fact]
    public async Task Suggestions_SurviveACrash()
    {
        var open = await AddAsync(Make.Suggestion());
        var accepted = await CloseAsync(await AddAsync(Make.Suggestion("key-2")), SuggestionState.Accepted);

        Store = await Fixture.ReopenAfterCrashAsync();

        (await ListAsync(new() { State = null })).ShouldBe([open, accepted]);
    }

    [Theory]
    [InlineData("nul \0")]
    [InlineData("half \ud83d")]
    [InlineData("'; drop table suggestion; --")]
    [InlineData("\u202e right to left, \ud83d\ude80, \u00e9e\u0301")]
    public async Task Text_ComesBackAsItWas_OrIsRefused(string text)
    {
        var hostile = Make.Suggestion($"key {text}") with { Title = text, Description = text, Author = text, Json = text };

        if (await KeptAsync(() => AddAsync(hostile)))
        {
            (await FindAsync(hostile.Id)).ShouldBe(hostile);
            (await DismissAsync(hostile.Id, text, text)).ShouldNotBeNull().Reason.ShouldBe(text);
        }

        var plain = await AddAsync(Make.Suggestion("plain"));
        if (!await KeptAsync(() => DismissAsync(plain.Id, text, text)))
        {
            (await FindAsync(plain.Id)).ShouldBe(plain);
        }
    }

    protected async Task<Suggestion> AddAsync(Suggestion suggestion) => (await Store.AddSuggestionAsync(suggestion, Token)).ShouldNotBeNull();

    private Task<Suggestion?> FindAsync(SuggestionId id) => Store.FindSuggestionAsync(Scope, id, Token);

    private Task<IReadOnlyList<Suggestion>> ListAsync(SuggestionQuery? query = null) => Store.ListSuggestionsAsync(Scope, query ?? new(), Token);

    private Task<Suggestion?> DismissAsync(SuggestionId id, string? author = null, string? reason = null) =>
        Store.DismissSuggestionAsync(new() { Scope = Scope, Id = id, Author = author, Reason = reason, At = Now }, Token);

    private Task<StoredRule?> AcceptAsync(SuggestionId id, int revision = 1, string rule = "rule-1") =>
        Store.SaveRuleAsync(new RuleSave { Rule = Make.Rule(rule, enabled: false), ExpectedVersion = 0, SeenVersion = 0, Accepts = new(id, revision) }, Token);

    private async Task<Suggestion> CloseAsync(Suggestion suggestion, SuggestionState state)
    {
        if (state == SuggestionState.Dismissed)
        {
            return (await DismissAsync(suggestion.Id)).ShouldNotBeNull();
        }

        (await AcceptAsync(suggestion.Id, suggestion.Revision)).ShouldNotBeNull();
        return (await FindAsync(suggestion.Id)).ShouldNotBeNull();
    }

    private async Task<long> PurgeAsync(DateTimeOffset before, int limit)
    {
        var (request, deleted) = (new PurgeRequest { Scope = Scope, SuggestionsBefore = before, EventsBefore = before, Limit = limit }, 0L);
        while (true)
        {
            var chunk = await Store.PurgeAsync(request, Token);
            chunk.Deleted.Suggestions.ShouldBeLessThanOrEqualTo(limit);
            deleted += chunk.Deleted.Suggestions;
            if (chunk.IsDone)
            {
                return deleted;
            }

            request = request with { After = chunk.Next };
        }
    }
}
