using System.Text.Json;
using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Polling;

/// <summary>Triggers of the host's, as a rule's author and whoever runs a host see them.</summary>
public sealed class PollingTests
{
    private const string Home = "home";

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Post _post = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Items_StartRuns_AndTheCursorMovesOn()
    {
        _post.Letters.AddRange([new("a"), new("b")]);
        await using var test = await StartAsync();

        (await StartedAsync(test)).ShouldBe(["letter-a", "letter-b"]);
        _post.Letters.Add(new("c"));
        await test.AdvanceAsync(Minute - TimeSpan.FromTicks(1));
        Reads(test).Order().ShouldBe(["a", "b"]);
        await test.AdvanceAsync(TimeSpan.FromTicks(1));

        (await StartedAsync(test)).ShouldBe(["letter-a", "letter-b", "letter-c"]);
        Reads(test).Order().ShouldBe(["a", "b", "c"]);
        _post.Cursors.ShouldBe([null, "2"]);
        (_post.Polls.First().Scope, _post.Polls.First().Rule, _post.Polls.First().TriggerId, _post.Polls.First().IsEdited).ShouldBe((Home, "reader", "test.mailbox", false));
    }

    // Faults: the cursor is kept in memory; or it is stored before the items.
    [Fact]
    public async Task Cursor_SurvivesACrash()
    {
        _post.Letters.Add(new("a"));
        await using var test = await StartAsync();

        await test.CrashAsync();
        _post.Letters.Add(new("b"));
        await test.AdvanceAsync(Minute);

        Reads(test).ShouldBe(["a", "b"]);
        _post.Cursors.ShouldBe([null, "1"]);
    }

    // Faults: a host that dies in the middle blocks its trigger for ever; or the cursor moves with the beginning.
    [Fact]
    public async Task PollWhoseHostDies_IsMadeAgain_WithTheSameCursor()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _post.Letters.Add(new("a"));
        _post.Answer = (_, _, _) =>
        {
            asked.TrySetResult();
            return new TaskCompletionSource<PollResult<Letter>>().Task;
        };
        await using var test = await StartAsync(settle: false);

        await asked.Task;
        await test.CrashAsync();
        _post.Answer = null;
        await test.AdvanceAsync(Minute);

        Reads(test).ShouldBe(["a"]);
        _post.Cursors.ShouldBe([null, null]);
    }

    // Fault: a stop in good order leaves the poll to its time limit.
    [Fact]
    public async Task PollOfAHostThatStops_IsMadeAtOnceByTheNext()
    {
        _post.Letters.Add(new("a"));
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _post.Answer = (_, _, token) =>
        {
            asked.TrySetResult();
            return new TaskCompletionSource<PollResult<Letter>>().Task.WaitAsync(token);
        };
        await using var test = await StartAsync(settle: false);

        await asked.Task;
        var restart = test.RestartAsync();
        _post.Answer = null;
        await restart;
        await test.RunUntilIdleAsync();

        Reads(test).ShouldBe(["a"]);
    }

    // Fault: only the cursor tells what was found.
    [Fact]
    public async Task ItemThatIsFoundAgain_StartsNothing_WhateverItSaysThen()
    {
        _post.Answer = (_, context, _) => Task.FromResult(new PollResult<Letter> { Items = [new("1", new($"of poll {_post.Polls.Count}"))] });
        await using var test = await StartAsync();

        await test.AdvanceAsync(3 * Minute);

        Reads(test).ShouldBe(["of poll 1"]);
        _post.Cursors.ShouldBe([null, null, null, null]);
    }

    [Fact]
    public async Task HasMore_IsAskedAtOnce_AndNotWithoutEndWhenNothingMoves()
    {
        _post.Letters.AddRange([new("a"), new("b"), new("c")]);
        _post.Answer = (_, context, _) =>
        {
            var read = int.Parse(context.Cursor ?? "0");
            return Task.FromResult(new PollResult<Letter> { Items = [.. _post.Letters.Skip(read).Take(1).Select(letter => new PolledItem<Letter>(letter.Id, letter))], Cursor = $"{Math.Min(read + 1, 3)}", HasMore = true });
        };
        await using var test = await StartAsync();

        // Runs of different items are at work side by side.
        Reads(test).ShouldBe(["a", "b", "c"], ignoreOrder: true);
        _post.Cursors.ShouldBe([null, "1", "2", "3"]);
    }

    // Faults: only the cursor counts as news; what the last item brings along is stored before it is known whether it is news, and the source is asked without end.
    [Fact]
    public async Task HasMore_WithoutACursor_IsAskedAtOnce_AsLongAsThereIsNews()
    {
        _post.Answer = (_, _, _) => Task.FromResult(new PollResult<Letter> { Items = [new($"{Math.Min(_post.Polls.Count, 3)}", new($"{_post.Polls.Count}"))], HasMore = true });
        await using var test = await StartAsync();

        Reads(test).ShouldBe(["1", "2", "3"], ignoreOrder: true);
        _post.Polls.Count.ShouldBe(4);
        await test.AdvanceAsync(Minute);
        _post.Polls.Count.ShouldBe(5);
    }

    [Fact]
    public async Task Poller_SaysItsInterval()
    {
        await using var test = await StartAsync(rule => rule.On(new Mailbox(Seconds: 5)));

        await test.AdvanceAsync(TimeSpan.FromSeconds(11));

        _post.Polls.Count.ShouldBe(3);
    }

    // Faults: no wait between failures; no end to it; the cursor is lost; a fault that is over is still shown.
    [Fact]
    public async Task FailingPolls_WaitLongerAndLonger_AreShown_AndGoOnFromTheCursor()
    {
        _post.Letters.Add(new("a"));
        await using var test = await StartAsync();
        _post.Answer = (_, _, _) => throw new InvalidOperationException("The server says no.");

        await test.AdvanceAsync(Minute);
        var failed = (await test.In(Home).ListSchedulesAsync(Token)).ShouldHaveSingleItem();
        (failed.Fault, failed.FailedPolls, failed.Description).ShouldBe(("The server says no.", 1, "Polls 'test.mailbox'"));
        failed.NextDue.ShouldBe(test.Clock.GetUtcNow() + Minute);
        await test.AdvanceAsync(TimeSpan.FromHours(4));
        var still = (await test.In(Home).ListSchedulesAsync(Token)).ShouldHaveSingleItem();
        still.FailedPolls.ShouldBeInRange(17, 20);
        (still.NextDue!.Value - test.Clock.GetUtcNow()).ShouldBeLessThanOrEqualTo(TimeSpan.FromMinutes(15));

        _post.Answer = null;
        _post.Letters.Add(new("b"));
        await test.AdvanceAsync(TimeSpan.FromMinutes(15));

        Reads(test).ShouldBe(["a", "b"]);
        _post.Cursors.Last().ShouldBe("1");
        var well = (await test.In(Home).ListSchedulesAsync(Token)).ShouldHaveSingleItem();
        (well.Fault, well.FailedPolls).ShouldBe((null, 0));
    }

    // Faults: the time is not limited; or a poller that does not listen holds up the others.
    [Fact]
    public async Task PollThatHangs_IsCutOff_AndHoldsUpNoOther()
    {
        _post.Answer = (mailbox, context, _) => mailbox.Folder == "stuck" ? new TaskCompletionSource<PollResult<Letter>>().Task : Task.FromResult(_post.Behind(context.Cursor));
        _post.Letters.Add(new("a"));
        await using var test = await StartAsync(rule => rule.On(new Mailbox()).On(new Mailbox("stuck"), "stuck"), settle: false);

        await test.AdvanceAsync(TimeSpan.FromSeconds(29));
        Reads(test).ShouldBe(["a"]);
        await test.AdvanceAsync(TimeSpan.FromSeconds(1));

        var stuck = (await test.In(Home).ListSchedulesAsync(Token)).Single(schedule => schedule.Trigger == "stuck");
        (stuck.Fault, stuck.FailedPolls).ShouldBe(("The poll took longer than its timeout of 00:00:30.", 1));
        await test.AdvanceAsync(Minute);
        _post.Polls.Count(poll => poll.TriggerId == "stuck").ShouldBe(2);
    }

    [Theory]
    [InlineData(1001, 1, "Postman found 1001 items; 1000 at most are allowed. Return the first ones with their cursor, and set HasMore.")]
    [InlineData(0, 8193, "Postman has a cursor of 8193 bytes; 8192 at most are allowed. Store it elsewhere and return a reference.")]
    public async Task ResultThatIsTooLarge_IsAFailedPoll(int items, int cursor, string fault)
    {
        _post.Answer = (_, _, _) => Task.FromResult(new PollResult<Letter> { Items = [.. Enumerable.Range(0, items).Select(item => new PolledItem<Letter>($"{item}", new($"{item}")))], Cursor = new string('x', cursor) });
        await using var test = await StartAsync();

        (await test.In(Home).ListSchedulesAsync(Token)).ShouldHaveSingleItem().Fault.ShouldBe(fault);
        Reads(test).ShouldBeEmpty();
    }

    [Fact]
    public async Task LargestCursor_IsKept()
    {
        var largest = new string('x', 8192);
        _post.Answer = (_, _, _) => Task.FromResult(new PollResult<Letter> { Cursor = largest });
        await using var test = await StartAsync();

        await test.AdvanceAsync(Minute);

        _post.Cursors.ShouldBe([null, largest]);
    }

    [Fact]
    public async Task IntervalOutOfRange_IsAFailedPoll()
    {
        await using var test = await StartAsync(rule => rule.On(new Mailbox(Seconds: 0)));

        (await test.In(Home).ListSchedulesAsync(Token)).ShouldHaveSingleItem().Fault.ShouldBe("Postman says the interval 00:00:00; 00:00:01 to 1.00:00:00 is allowed.");
        _post.Polls.ShouldBeEmpty();
    }

    // Fault: what can be no event holds up what comes behind it, for ever.
    [Fact]
    public async Task BadItems_ArePassedOver()
    {
        _post.Answer = (_, _, _) => Task.FromResult(new PollResult<Letter>
        {
            Items = [new("1", null!), new("", new("no key")), new("3", new("large", new string('x', 2_000_000))), new("4", new("subject")) { Subject = "" }, new(null!, new("null key")), new("5", new("good")), new("6", null!)],
            Cursor = "end",
        });
        await using var test = await StartAsync();

        await test.AdvanceAsync(Minute);

        Reads(test).ShouldBe(["good"]);
        _post.Cursors.ShouldBe([null, "end"]);
    }

    // Faults: a rule that is paused is polled; what came meanwhile is lost; it does not wake.
    [Fact]
    public async Task PausedRule_IsNotPolled_AndFindsWhatCameMeanwhile()
    {
        await using var test = await StartAsync();
        await test.In(Home).Rule("reader").PauseAsync(test.Clock.GetUtcNow() + TimeSpan.FromHours(1), cancellationToken: Token);

        _post.Letters.Add(new("a"));
        await test.AdvanceAsync(TimeSpan.FromHours(1) - TimeSpan.FromSeconds(1));
        _post.Polls.Count.ShouldBe(1);
        await test.AdvanceAsync(TimeSpan.FromSeconds(1));

        Reads(test).ShouldBe(["a"]);
    }

    [Fact]
    public async Task DisabledRule_IsNotPolled_UntilItIsEnabled()
    {
        await using var test = await StartAsync();
        await test.In(Home).Rule("reader").DisableAsync(cancellationToken: Token);
        _post.Letters.Add(new("a"));
        await test.AdvanceAsync(TimeSpan.FromHours(1));
        _post.Polls.Count.ShouldBe(1);

        await test.In(Home).Rule("reader").EnableAsync(cancellationToken: Token);
        await test.RunUntilIdleAsync();

        Reads(test).ShouldBe(["a"]);
    }

    // Fault: what was found when the rule was stopped counts as read.
    [Fact]
    public async Task RuleThatIsDisabledDuringAPoll_FindsItsItemsWhenItIsEnabled()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var go = new TaskCompletionSource();
        _post.Letters.Add(new("a"));
        _post.Answer = async (_, context, _) =>
        {
            asked.TrySetResult();
            await go.Task;
            return _post.Behind(context.Cursor);
        };
        await using var test = await StartAsync(settle: false);
        await asked.Task;
        await test.In(Home).Rule("reader").DisableAsync(cancellationToken: Token);
        go.SetResult();
        await test.RunUntilIdleAsync();
        Reads(test).ShouldBeEmpty();

        await test.In(Home).Rule("reader").EnableAsync(cancellationToken: Token);
        await test.RunUntilIdleAsync();

        Reads(test).ShouldBe(["a"]);
        _post.Cursors.ShouldBe([null, null]);
    }

    // Fault: a rule that needs an opt-in is polled everywhere.
    [Fact]
    public async Task RuleThatNeedsAnOptIn_IsPolledWhereAScopeOptedIn()
    {
        await using var test = await StartAsync(rule => rule.On(new Mailbox()).Guard(new() { OptIn = true }));
        _post.Polls.ShouldBeEmpty();

        await test.In("other").Rule("reader").OptInAsync(cancellationToken: Token);
        await test.RunUntilIdleAsync();

        _post.Polls.Select(poll => poll.Scope).ShouldBe(["other"]);
    }

    [Fact]
    public async Task Item_IsAnEventWithVerdicts_ForThisRuleAndTriggerOnly()
    {
        _post.Letters.AddRange([new("a", "dull"), new("b", "urgent")]);
        await using var test = await StartAsync(rule => rule.On(new Mailbox()).When(letter => letter.Text == "urgent"));

        var events = await test.In(Home).ListEventsAsync(new() { Type = "test.mailbox" }, Token);
        events.Items.Select(one => one.Subject).Order().ShouldBe(["letter-a", "letter-b"]);
        var refused = (await test.In(Home).WhyAsync(events.Items.Single(one => one.Subject == "letter-a").Id, Token))!.Verdicts.ShouldHaveSingleItem();
        (refused.Rule, refused.Reason).ShouldBe(("reader", VerdictReason.ConditionFalse));
        Reads(test).ShouldBe(["b"]);

        var published = await test.In(Home).PublishJsonAsync("test.mailbox", JsonSerializer.SerializeToUtf8Bytes(new { id = "c", text = "urgent" }), cancellationToken: Token);
        published.Verdicts.ShouldBeEmpty();
    }

    // Faults: items are not debounced, or pass a subject that a person has in hand.
    [Fact]
    public async Task Guards_StandBetweenItemsAndRuns()
    {
        _post.Answer = (_, _, _) => Task.FromResult(new PollResult<Letter> { Items = [.. "abc".Select(letter => new PolledItem<Letter>($"{letter}", new($"{letter}")) { Subject = letter == 'a' ? "held" : "free" })] });
        await using var test = await StartAsync(rule => rule.On(new Mailbox()).Guard(new() { Debounce = TimeSpan.FromSeconds(10), OptIn = true }));
        await test.In(Home).OverrideSubjectAsync("held", "by hand", "ada", Token);
        await test.In(Home).Rule("reader").OptInAsync(cancellationToken: Token);

        await test.AdvanceAsync(TimeSpan.FromSeconds(20));

        Reads(test).ShouldBe(["c"]);
        (await test.In(Home).ListEventsAsync(new() { Type = "test.mailbox", Subject = "held" }, Token)).Items.ShouldHaveSingleItem();
    }

    // Fault: the run that an open breaker lets through is spent on an item that the store sends back, since a run about the same subject rests, and the next item starts nothing.
    [Fact]
    public async Task ItemThatIsDecidedAnew_SpendsNoTrialOfABreaker()
    {
        List<string> found = ["bad"];
        _post.Answer = (_, _, _) => Task.FromResult(new PollResult<Letter> { Items = [.. found.Select(key => new PolledItem<Letter>(key, new(key)) { Subject = key })] });
        await using var test = await StartAsync(
            rule =>
            {
                rule.On(new Mailbox()).Guard(new() { BreakAfter = 1, BreakFor = 10 * Minute, OnePerSubject = true, WhenBusy = WhenBusy.Skip })
                    .Then("first", run => new Read(run.Input.Id)).Delay("rest", TimeSpan.FromDays(1));
                return rule;
            },
            settle: false);
        test.Fake((Read read) =>
        {
            if (read.Id == "bad")
            {
                throw new StepFailedException("no", "no", retry: false);
            }
        });
        await test.RunUntilIdleAsync(Token);
        (await test.In(Home).Rule("reader").FindBreakerAsync(Token))!.Until.ShouldNotBeNull();
        await test.AdvanceAsync(9 * Minute, Token);
        await test.In(Home).Rule("reader").RunJsonAsync(JsonElement.Parse("""{ "id": "by hand" }"""), new() { Subject = "busy" }, Token);
        await test.RunUntilIdleAsync(Token);

        found.AddRange(["busy", "new"]);
        await test.AdvanceAsync(Minute, Token);

        (await test.In(Home).ListEventsAsync(new() { Type = "test.mailbox" }, Token)).Items.Reverse().Select(one => (one.Subject, one.Verdicts.Single().Reason))
            .ShouldBe([("bad", VerdictReason.Ran), ("busy", VerdictReason.Busy), ("new", VerdictReason.Ran)]);
    }

    [Fact]
    public async Task EditedTrigger_KeepsTheCursor_AndSaysSo()
    {
        var folder = "inbox";
        _post.Letters.Add(new("a"));
        await using var test = await StartAsync(rule => rule.On(new Mailbox(folder)));

        folder = "archive";
        await test.RestartAsync();
        await test.AdvanceAsync(2 * Minute);

        _post.Polls.Take(3).Select(poll => (poll.Cursor, poll.IsEdited)).ShouldBe([(null, false), ("1", true), ("1", false)]);
    }

    // Stored rules.
    [Fact]
    public async Task StoredRule_IsPolledInItsScope_WithItsParameters()
    {
        var folders = new List<string>();
        _post.Answer = (mailbox, context, _) =>
        {
            folders.Add(mailbox.Folder);
            return Task.FromResult(_post.Behind(context.Cursor));
        };
        _post.Letters.Add(new("a"));
        await using var test = await StartAsync(rule => rule.OnManual());

        await test.In("tenant").Rules.SaveAsync(Stored("""{ "folder": "{{ parameters.folder }}" }"""), cancellationToken: Token);
        await test.RunUntilIdleAsync();

        Reads(test).ShouldBe(["a"]);
        (folders.ShouldHaveSingleItem(), _post.Polls.ShouldHaveSingleItem().Scope).ShouldBe(("orders", "tenant"));
        await test.In("tenant").Rule("stored").OverrideJsonAsync(JsonElement.Parse("""{ "folder": "bills" }"""), cancellationToken: Token);
        await test.AdvanceAsync(Minute);
        folders[^1].ShouldBe("bills");
    }

    [Theory]
    [InlineData("""{ "foldr": "x" }""", "unknown-property", "/triggers/0/config/foldr", "the config of trigger 'test.mailbox' has the member 'foldr', which trigger 'test.mailbox' does not have. Did you mean 'folder'?")]
    [InlineData("""{ "seconds": "x" }""", "wrong-kind", "/triggers/0/config/seconds", "'seconds' of the config of trigger 'test.mailbox' is 'x'. It needs a whole number (Int32).")]
    [InlineData("""{ }""", "unknown-type", "/triggers/0/type", "the host has no trigger 'test.mailbux'. Did you mean 'test.mailbox'?", "test.mailbux")]
    public async Task StoredRule_IsCheckedAgainstTheTriggersRecord(string config, string code, string pointer, string message, string type = "test.mailbox")
    {
        await using var test = await StartAsync();

        var fault = (await Should.ThrowAsync<RuleDefinitionException>(() => test.In("tenant").Rules.SaveAsync(Stored(config, type), cancellationToken: Token))).Faults.ShouldHaveSingleItem();

        (fault.Code, fault.Pointer, fault.Message).ShouldBe((code, pointer, $"Rule 'stored': {message}"));
    }

    [Fact]
    public async Task StoredRule_ThatIsDeleted_IsNotPolled()
    {
        await using var test = await StartAsync(rule => rule.OnManual());
        await test.In("tenant").Rules.SaveAsync(Stored("{}"), cancellationToken: Token);
        await test.RunUntilIdleAsync();

        await test.In("tenant").Rules.DeleteAsync("stored", Token);
        await test.AdvanceAsync(5 * Minute);

        _post.Polls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Preview_OfAnItem_SaysWhatTheRuleWouldDo()
    {
        await using var test = await StartAsync(rule => rule.On(new Mailbox()).When(letter => letter.Text == "urgent"));

        var urgent = await test.In(Home).Rule("reader").PreviewAsync(new PreviewInput.Event("test.mailbox", JsonElement.Parse("""{ "id": "a", "text": "urgent" }""")), Token);
        var dull = await test.In(Home).Rule("reader").PreviewAsync(new PreviewInput.Event("test.mailbox", JsonElement.Parse("""{ "id": "a", "text": "dull" }""")), Token);

        (urgent.WouldRun, urgent.Steps.Count, dull.WouldRun).ShouldBe((true, 1, false));
    }

    [Fact]
    public async Task ManyScopes_AreAllPolled()
    {
        string[] scopes = [.. Enumerable.Range(0, 100).Select(number => $"scope-{number}")];
        _post.Answer = async (_, _, _) =>
        {
            await Task.Yield();
            return new();
        };
        await using var test = await StartAsync(configure: builder => builder.Configure(options => Array.ForEach(scopes, options.Scopes.Add)));

        await test.AdvanceAsync(Minute);

        _post.Polls.GroupBy(poll => poll.Scope).ShouldAllBe(polls => polls.Count() == 2);
        _post.Polls.Select(poll => poll.Scope).Distinct().Count().ShouldBe(101);
    }

    /// <summary>What the runs are about, in the order in which they were created; they go on side by side.</summary>
    private static async Task<IEnumerable<string?>> StartedAsync(AutomationTest test) => (await test.In(Home).ListRunsAsync(cancellationToken: Token)).Items.Reverse().Select(run => run.Subject);

    private static IEnumerable<string> Reads(AutomationTest test) => test.Calls<Read>().Select(read => read.Id);

    private static string Stored(string config, string type = "test.mailbox") => $$$"""
        { "name": "stored", "parameters": { "folder": { "type": "string", "default": "orders" } }, "triggers": [ { "type": "{{{type}}}", "config": {{{config}}} } ],
          "steps": [ { "id": "read", "type": "test.read", "config": { "id": "{{ input.id }}" } } ] }
        """;

    private async Task<AutomationTest> StartAsync(Func<RuleBuilder<Letter>, RuleBuilder<Letter>>? trigger = null, bool settle = true, Action<AutomationBuilder>? configure = null)
    {
        var test = await AutomationTest.StartAsync(builder =>
        {
            builder.Services.AddSingleton(_post);
            builder.Configure(options => options.Scopes.Add(Home));
            builder.AddHandler<Postman>().AddRule<Letter>("reader", rule => (trigger?.Invoke(rule) ?? rule.On(new Mailbox())).Then("read", run => new Read(run.Input.Id)));
            configure?.Invoke(builder);
        });
        test.Fake((Read _) => { });
        if (settle)
        {
            await test.RunUntilIdleAsync();
        }

        return test;
    }
}
