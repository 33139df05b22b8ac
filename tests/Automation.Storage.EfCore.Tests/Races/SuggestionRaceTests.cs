using Automation.Storage.Conformance;

namespace Automation.Storage.EfCore.Tests.Races;

/// <summary>Two people decide about one suggestion at the same moment, or a miner proposes it again.</summary>
public sealed class SuggestionRaceTests : RaceTests
{
    // Fault: the suggestion is closed whatever its state: two rules are made of it.
    [Fact]
    public async Task Accept_AgainstAccept_MakesOneRule()
    {
        var doors = await OpenAsync(2);
        var open = await AddAsync();
        await using var held = await StopBehindAsync(null, "insert", "rule_version");

        var first = AcceptAsync(doors[0].Store, open, "rule-1");
        await WaitingAsync(1);
        var second = AcceptAsync(doors[1].Store, open, "rule-2");
        await Task.WhenAny(second, WaitingAsync(2));
        await held.RollbackAsync();

        (await first).ShouldNotBeNull().Name.ShouldBe("rule-1");
        (await second).ShouldBeNull();
        (await RulesAsync()).ShouldBe(["rule-1"]);
        (await FindAsync(open)).Rule.ShouldBe("rule-1");
    }

    // Fault: what is answered was seen before the other one had committed.
    [Fact]
    public async Task Dismiss_AgainstAnAcceptThatIsFaster_AnswersThatItIsAccepted()
    {
        var doors = await OpenAsync(2);
        var open = await AddAsync();
        await using var held = await StopBehindAsync(null, "update", "suggestion");

        var accept = AcceptAsync(doors[0].Store, open, "rule-1");
        await WaitingAsync(1);
        var dismiss = DismissAsync(doors[1].Store, open);
        await Task.WhenAny(dismiss, WaitingAsync(2));
        await held.RollbackAsync();

        (await accept).ShouldNotBeNull();
        (await dismiss).ShouldNotBeNull().State.ShouldBe(SuggestionState.Accepted);
        (await RulesAsync()).ShouldBe(["rule-1"]);
    }

    // Fault: the state is read before the row is held: the rule is made of what is dismissed.
    [Fact]
    public async Task Accept_AgainstADismissalThatIsFaster_MakesNoRule()
    {
        var doors = await OpenAsync(2);
        var open = await AddAsync();
        await using var held = await StopBehindAsync(null, "update", "suggestion");

        var dismiss = DismissAsync(doors[0].Store, open);
        await WaitingAsync(1);
        var accept = AcceptAsync(doors[1].Store, open, "rule-1");
        await Task.WhenAny(accept, WaitingAsync(2));
        await held.RollbackAsync();

        (await dismiss).ShouldNotBeNull().State.ShouldBe(SuggestionState.Dismissed);
        (await accept).ShouldBeNull();
        (await RulesAsync()).ShouldBeEmpty();
        (await FindAsync(open)).State.ShouldBe(SuggestionState.Dismissed);
    }

    // Fault: the row is read without a lock, and what is dismissed gets another title and rule.
    [Fact]
    public async Task Add_AgainstADismissalThatIsFaster_LeavesItAsItIs()
    {
        var doors = await OpenAsync(2);
        var open = await AddAsync();
        await using var held = await StopBehindAsync(null, "update", "suggestion");

        var dismiss = DismissAsync(doors[0].Store, open);
        await WaitingAsync(1);
        Now += TimeSpan.FromMinutes(1);
        var add = doors[1].Store.AddSuggestionAsync(Make.Suggestion(rule: "rule-2"), TestContext.Current.CancellationToken);
        await Task.WhenAny(add, WaitingAsync(2));
        await held.RollbackAsync();

        (await add).ShouldBe((await dismiss)! with { ProposedAt = Now });
        (await FindAsync(open)).Json.ShouldBe(open.Json);
    }

    // Faults: two that come at once have the same key, or are one too many.
    [Fact]
    public async Task Add_AgainstAdd_IsOne_AndNeverOneTooMany()
    {
        var doors = await OpenAsync(2);
        await RunAsync($"""
            insert into automation.suggestion(scope, suggestion_id, key, title, json, revision, score, state, created_at, proposed_at)
            select '{Scope}', gen_random_uuid(), 'key-' || i, 't', 'x', 1, 0, 1, now(), now() from generate_series(2, {IScopedSuggestions.MaxOpen - 1}) i
            """);
        await using var held = await StopBehindAsync(null, "insert", "suggestion");

        var adds = doors.SelectMany(door => (Suggestion[])[Make.Suggestion("same"), Make.Suggestion("same", scope: OtherScope), Make.Suggestion($"own {door.Node.NodeId}")], (door, one) => door.Store.AddSuggestionAsync(one, TestContext.Current.CancellationToken)).ToArray();
        await Task.WhenAny(Task.WhenAll(adds), WaitingAsync(adds.Length));
        await held.RollbackAsync();
        var added = await Task.WhenAll(adds);

        added[1]!.Id.ShouldBe(added[4]!.Id);
        (await AskAsync<long>($"select count(*) from automation.suggestion where scope = '{Scope}'")).ShouldBe(IScopedSuggestions.MaxOpen);
        (await AskAsync<long>($"select count(*) from automation.suggestion where scope = '{OtherScope}'")).ShouldBe(1);
    }

    // Fault: what was just proposed again is deleted all the same.
    [Fact]
    public async Task Purge_OfOneThatIsJustProposedAgain_LeavesIt()
    {
        var doors = await OpenAsync(2);
        var open = await AddAsync();
        await DismissAsync(doors[0].Store, open);
        Now += TimeSpan.FromDays(400);
        await using var held = await StopBehindAsync(null, "update", "suggestion");

        var add = doors[0].Store.AddSuggestionAsync(Make.Suggestion(), TestContext.Current.CancellationToken);
        await WaitingAsync(1);
        var purge = doors[1].Store.PurgeAsync(new PurgeRequest { Scope = Scope, SuggestionsBefore = Now.AddDays(-365), Limit = 10 }, TestContext.Current.CancellationToken);
        await Task.WhenAny(purge, WaitingAsync(2));
        await held.RollbackAsync();

        (await add).ShouldNotBeNull().State.ShouldBe(SuggestionState.Dismissed);
        (await purge).Deleted.Suggestions.ShouldBe(0);
        (await FindAsync(open)).ProposedAt.ShouldBe(Now);
    }

    [Fact]
    public async Task DecisionsOfMany_NeverWaitForEachOther_AndEachSuggestionHasOneEnd()
    {
        var doors = await OpenAsync(2);
        var open = new List<Suggestion>();
        for (var one = 0; one < 40; one++)
        {
            open.Add(await AddAsync($"key-{one}", one % 2 == 0 ? Scope : OtherScope));
        }

        var made = new System.Collections.Concurrent.ConcurrentBag<(SuggestionId Of, StoredRule Rule)>();
        await AtOnceAsync(() => AcceptAllAsync(0), () => AcceptAllAsync(1), DismissAllAsync, ProposeAllAsync);

        (await DeadlocksAsync()).ShouldBe(0);
        made.Select(one => one.Of).ShouldBeUnique();
        foreach (var one in open)
        {
            var end = (await Store.FindSuggestionAsync(one.Scope, one.Id, TestContext.Current.CancellationToken)).ShouldNotBeNull();
            end.State.ShouldNotBe(SuggestionState.Open);
            made.Where(rule => rule.Of == one.Id).Select(rule => rule.Rule.Name).SingleOrDefault().ShouldBe(end.Rule);
        }

        (await AskAsync<long>("select count(*) from automation.rule_version")).ShouldBe(made.Count);

        async Task AcceptAllAsync(int door)
        {
            foreach (var one in open)
            {
                if (await AcceptAsync(doors[door].Store, one, $"{one.Key}-{door}") is { } rule)
                {
                    made.Add((one.Id, rule));
                }
            }
        }

        async Task DismissAllAsync()
        {
            foreach (var one in Enumerable.Reverse(open))
            {
                await DismissAsync(doors[0].Store, one);
            }
        }

        async Task ProposeAllAsync()
        {
            foreach (var one in Enumerable.Reverse(open))
            {
                await doors[1].Store.AddSuggestionAsync(Make.Suggestion(one.Key, 1, one.Scope), TestContext.Current.CancellationToken);
            }
        }
    }

    private async Task<Suggestion> AddAsync(string key = "key-1", string scope = Scope) =>
        (await Store.AddSuggestionAsync(Make.Suggestion(key, scope: scope), TestContext.Current.CancellationToken)).ShouldNotBeNull();

    private async Task<Suggestion> FindAsync(Suggestion suggestion) => (await Store.FindSuggestionAsync(suggestion.Scope, suggestion.Id, TestContext.Current.CancellationToken)).ShouldNotBeNull();

    private async Task<IEnumerable<string>> RulesAsync() => (await Store.LoadRulesAsync(Scope, TestContext.Current.CancellationToken)).Rules.Select(rule => rule.Name);

    private Task<StoredRule?> AcceptAsync(IAutomationStore store, Suggestion suggestion, string rule) => store.SaveRuleAsync(
        new RuleSave { Rule = Make.Rule(rule, scope: suggestion.Scope, enabled: false), ExpectedVersion = 0, SeenVersion = 0, Accepts = new(suggestion.Id, 1) }, TestContext.Current.CancellationToken);

    private Task<Suggestion?> DismissAsync(IAutomationStore store, Suggestion suggestion) =>
        store.DismissSuggestionAsync(new() { Scope = suggestion.Scope, Id = suggestion.Id, At = Now }, TestContext.Current.CancellationToken);
}
