using Automation.EndToEnd.Webhooks;
using Automation.EndToEnd.Worlds;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.EndToEnd.Crashes;

/// <summary>The stories that are crashed at every point.</summary>
internal static class Stories
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public static IReadOnlyList<Story> All { get; } =
    [
        new("three steps", On(rule => rule
            .Then("a", run => new Work("a", run.Input.Id), out var a)
            .Then("b", run => new Work("b", run.Get(a)), out var b)
            .Then("c", run => new Work("c", run.Get(b)))), Publish),
        new("duplicate", On(rule => rule.Then("a", run => new Work("a"))), async world =>
        {
            var first = await world.PublishAsync(new OrderPlaced("1"), "k");
            var second = await world.PublishAsync(new OrderPlaced("1"), "k");
            second.EventId.ShouldBe(first.EventId);
            second.Duplicate.ShouldBeTrue();
            await world.RunToEndAsync();
        }),
        new("manual", On(rule => rule.OnManual().Then("a", run => new Work("a", run.Input.Id))), async world =>
        {
            var input = System.Text.Json.JsonElement.Parse("""{"id":"m","amount":1}""");
            var first = await world.AskAsync(project => project.Rule("rule").RunJsonAsync(input, new() { Key = "k" }));
            (await world.AskAsync(project => project.Rule("rule").RunJsonAsync(input, new() { Key = "k" }))).RunId.ShouldBe(first.RunId);
            await world.RunToEndAsync();
        }),
        new("limit", On(rule => rule
            .Guard(new() { MaxRunsPerScope = 1 })
            .Then("a", run => new Work("a", run.Input.Id))
            .Delay("rest", Minute)
            .Then("b", run => new Work("b", run.Input.Id))), async world =>
        {
            foreach (var id in (string[])["1", "2", "3"])
            {
                await world.PublishAsync(new OrderPlaced(id), id);
            }

            await world.RunToEndAsync();
        }),
        new("one per subject", On(rule => rule
            .Guard(new() { OnePerSubject = true, MaxRunsPerScope = 1 })
            .Then("a", run => new Work("a", $"{run.Input.Amount}"))
            .Delay("rest", Minute)
            .Then("b", run => new Work("b", $"{run.Input.Amount}"))), async world =>
        {
            foreach (var (id, amount) in ((string, int)[])[("1", 1), ("1", 2), ("2", 3), ("1", 4)])
            {
                await world.PublishAsync(new OrderPlaced(id, amount), $"{amount}");
            }

            await world.RunToEndAsync();
            (await world.RunsAsync()).Count.ShouldBe(4);
        }),
        new("replaced", On(rule => rule
            .Guard(new() { OnePerSubject = true, WhenBusy = WhenBusy.Replace })
            .Then("a", run => new Work("a", $"{run.Input.Amount}"))
            .Delay("rest", Minute)
            .Then("b", run => new Work("b", $"{run.Input.Amount}"))), async world =>
        {
            foreach (var amount in (int[])[1, 2, 3])
            {
                await world.PublishAsync(new OrderPlaced("1", amount), $"{amount}");
                await world.AdvanceAsync(Minute / 6);
            }

            await world.RunToEndAsync();
            var runs = await world.RunsAsync();
            runs[^1].Entries.ShouldContain(entry => entry.RunStatus == RunStatus.Succeeded, "Nobody replaces the last.");
        }) { EndDependsOnCrash = true },
        new("polls", builder =>
        {
            builder.Configure(options => options.Scopes.Add(World.Scope));
            builder.AddHandler<LetterPoller>().AddRule<Letter>("letters", rule => rule.On(new Letters()).Then("a", run => new Work("a", run.Input.Id)));
        }, async world =>
        {
            await world.AdvanceUntilAsync(async () => (await world.RunsAsync()).Count >= LetterPoller.Ids.Length);
            await world.AdvanceAsync(5 * Minute);
            await world.RunToEndAsync();
            (await world.RunsAsync()).Select(run => run.Run.Subject).Order(StringComparer.Ordinal).ShouldBe(LetterPoller.Ids);
            (await world.AskAsync(project => project.ListSchedulesAsync())).ShouldHaveSingleItem().FailedPolls.ShouldBe(0);
        }) { EndDependsOnCrash = true },
        new("webhook", builder => builder.AddRule<OrderPlaced>("rule", rule => rule.OnWebhook().Then("a", run => new Work("a", run.Input.Id)).Then("b", run => new Work("b"))), async world =>
        {
            const string first = "the-first-secret-of-the-sender", second = "the-second-secret-of-the-sender";
            var webhook = (await world.AskAsync(project => project.Webhooks.CreateAsync("rule", new() { Secret = first }))).Webhook.Id;
            var receipt = await world.DeliverAsync(webhook, first, "1", """{ "id": "1", "amount": 1 }""");
            await world.AskAsync(project => project.Webhooks.RotateAsync(webhook, new() { Secret = second }));
            (await world.DeliverAsync(webhook, second, "1", """{ "id": "1", "amount": 1 }""")).ShouldBe(receipt with { Status = WebhookStatus.Replayed });
            (await world.DeliverAsync(webhook, first, "2", """{ "id": "2", "amount": 1 }""")).Scope.ShouldBe(World.Scope);
            await world.RunToEndAsync();
            (await world.RunsAsync()).Select(run => run.Run.Subject).ShouldBe(["1", "2"]);
            await world.AskAsync(project => project.Webhooks.DeleteAsync(webhook));
            (await world.DeliverAsync(webhook, second, "3", """{ "id": "3", "amount": 1 }""")).Status.ShouldBe(WebhookStatus.Refused);
        }),
        new("retry", On(rule => rule
            .Then("a", run => new Work("a", run.Input.Id), out var a, new() { Retry = RetryOptions.Fixed(3, Minute) })
            .Then("b", run => new Work("b", run.Get(a)), new() { Retry = RetryOptions.Fixed(2, TimeSpan.FromSeconds(2)) })), async world =>
        {
            world.Outside.Behaviour = (work, context, _) => (work.Name, context.Attempt) is ("a", < 3) or ("b", 1)
                ? throw new InvalidOperationException($"try {context.Attempt}")
                : Task.FromResult(work.Name);
            await Publish(world);
        }),
        new("fails", On(rule => rule
            .Parallel("p", left => left.Then("x", run => new Work("x")), right => right.Delay("d", TimeSpan.FromHours(1)).Then("y", run => new Work("y")))
            .Then("never", run => new Work("never"))
            .OnFailure((handle, error) => handle.Then("mourn", run => new Work("mourn", run.Get(error).Message)))), async world =>
        {
            world.Outside.Behaviour = (work, _, _) => work.Name == "x" ? throw new InvalidOperationException("no") : Task.FromResult(work.Name);
            await Publish(world);
        }),
        new("parallel", On(rule => rule
            .Gather(
                "p",
                left => left.Then("l1", run => new Work("l1"), out var l1).Then("l2", run => new Work("l2", run.Get(l1)), out var l2).Return(l2),
                right => right.Then("r1", run => new Work("r1"), out var r1).Return(r1),
                out var first, out var second)
            .Then("join", run => new Work("join", run.Get(first) + run.Get(second)))), async world =>
        {
            world.Outside.Behaviour = async (work, _, _) =>
            {
                await Task.Yield();
                return work.Name;
            };
            await Publish(world);
        }),
        new("loop", On(rule => rule
            .Collect(
                "each", run => new[] { 1, 2, 3, 4, 5 },
                (each, item) => each.Then("one", run => new Work("one", $"{run.Get(item)}"), out var one).Return(one),
                out var all, new() { MaxParallel = 2 })
            .Then("sum", run => new Work("sum", string.Join("+", run.Get(all))))), Publish),
        new("delay", On(rule => rule
            .Then("a", run => new Work("a"))
            .Delay("rest", 10 * Minute)
            .Delay("blink", TimeSpan.FromSeconds(1))
            .Then("b", run => new Work("b"))), Publish),
        new("wait received", On(Waiting), async world =>
        {
            await world.PublishAsync(new OrderPlaced("1"), "placed");
            await world.AdvanceAsync(Minute);
            await world.PublishAsync(new OrderPaid("other", 50), "other");
            await world.PublishAsync(new OrderPaid("1", 5), "too little");
            await world.AdvanceAsync(Minute);
            await world.PublishAsync(new OrderPaid("1", 50), "paid");
            await world.RunToEndAsync();
            world.Clock.GetUtcNow().Hour.ShouldBe(0, "The event must wake it, not the timeout.");
        }),
        new("wait timed out", On(Waiting), async world =>
        {
            await world.PublishAsync(new OrderPlaced("1"), "placed");
            await world.AdvanceAsync(Minute);
            await world.PublishAsync(new OrderPaid("1", 5), "too little");
            await world.RunToEndAsync();
        }),
        new("wait first", On(rule => rule
            .Parallel(
                "p",
                left => left.WaitFor<OrderPaid>("w", run => run.Input.Id, TimeSpan.FromHours(1), out var paid).Then("l", run => new Work("l", $"{run.Get(paid).Amount}")),
                right => right.Delay("d", 10 * Minute).Then("r", run => new Work("r")))), async world =>
        {
            await world.PublishAsync(new OrderPlaced("1"), "placed");
            await world.AdvanceAsync(15 * Minute);
            await world.PublishAsync(new OrderPaid("1", 7), "paid");
            await world.RunToEndAsync();
            world.Clock.GetUtcNow().Hour.ShouldBe(0, "The event must wake it, not the timeout.");
        }),
        new("schedule", builder => builder
            .Configure(options => options.Scopes.Add(World.Scope))
            .AddRule<Occurrence>("rule", rule => rule
                .OnSchedule(Schedule.Every(10 * Minute) with { MissedAfter = TimeSpan.FromDays(1) })
                .Then("a", run => new Work("a", $"{run.Input.Due:HH:mm}"))
                .Then("b", run => new Work("b", $"{run.Input.Due:HH:mm}"))), async world =>
        {
            await world.AdvanceAsync(35 * Minute);
            await world.RunToEndAsync();
            world.Outside.Calls.Select(call => call.Key).Distinct().Count().ShouldBe(6, "Three occurrences of two steps, whatever dies.");
        }),
        new("debounce", On(rule => rule
            .Guard(new() { Debounce = 3 * Minute })
            .Then("a", run => new Work("a", $"{run.Input.Id}:{run.Input.Amount}"))
            .Then("b", run => new Work("b", $"{run.Input.Amount}"))), async world =>
        {
            for (var amount = 1; amount <= 3; amount++)
            {
                await world.PublishAsync(new OrderPlaced("1", amount), $"1-{amount}");
                await world.AdvanceAsync(Minute);
            }

            await world.PublishAsync(new OrderPlaced("2", 1), "2");
            await world.AdvanceAsync(10 * Minute);
            await world.RunToEndAsync();
            world.Outside.Calls.Select(call => call.Key).Distinct().Count().ShouldBe(4, "Two subjects with two steps each, whatever dies.");
        }),
        new("cancel", On(rule => rule
            .Then("a", run => new Work("a"))
            .Then("b", run => new Work("b"))
            .Then("c", run => new Work("c"))), Cancel),
        new("cancel parallel", On(rule => rule
            .Then("a", run => new Work("a"))
            .Parallel("p", left => left.Then("b", run => new Work("b")), right => right.Then("b2", run => new Work("b", new string('x', 2000))))
            .Then("c", run => new Work("c"))), Cancel),
        new("override", On(rule => rule
            .Then("a", run => new Work("a"))
            .Delay("d", Minute)
            .Then("b", run => new Work("b"))), async world =>
        {
            await world.PublishAsync(new OrderPlaced("1"), "k");
            await world.SettleAsync();
            await world.AskAsync(async project =>
            {
                await project.OverrideSubjectAsync("1", "counting", "ada");
                return true;
            });
            var swallowed = await world.PublishAsync(new OrderPlaced("1"), "k2");
            await world.AdvanceAsync(2 * Minute);
            world.Outside.Calls.ShouldNotContain(call => call.Step == "b");
            (await world.FindEventAsync(swallowed.EventId))!.Verdicts.ShouldHaveSingleItem().Reason.ShouldBe(VerdictReason.Overridden);
            await world.AskAsync(project => project.ReleaseSubjectAsync("1"));
            await world.RunToEndAsync();
        }),
        new("suggestion", On(rule => rule.Then("a", run => new Work("a"))), async world =>
        {
            NewSuggestion proposed = new()
            {
                Title = "Work after payment",
                Json = """{"name":"paid","triggers":[{"type":"event","config":{"event":"order.paid"}}],"steps":[{"id":"p","type":"work","config":{"name":"p","text":"all of it"}}]}""",
                Score = 0.25,
            };
            var added = await world.AskAsync(project => project.Suggestions.AddAsync(proposed));
            var unwanted = await world.AskAsync(project => project.Suggestions.AddAsync(proposed with { Key = "again" }));
            unwanted = await world.AskAsync(project => project.Suggestions.DismissAsync(unwanted.Id, "once is enough", "ada"));
            var rule = await world.AskAsync(project => project.Suggestions.AcceptAsync(added.Id, new() { Author = "ada" }));
            (rule.Version, rule.Enabled).ShouldBe((1, false));
            await world.PublishAsync(new OrderPaid("0", 1), "0");
            await world.AskAsync(project => project.Rule(rule.Name).EnableAsync());
            await world.PublishAsync(new OrderPaid("1", 1), "1");
            await world.RunToEndAsync();
            (await world.AskAsync(project => project.Rules.ListVersionsAsync(rule.Name))).Items.ShouldHaveSingleItem();
            (await world.AskAsync(project => project.Suggestions.ListAsync(new() { State = null }))).Items.Select(one => (one.Id, one.State, one.ClosedBy, one.Reason, one.RuleVersion))
                .ShouldBe([(added.Id, SuggestionState.Accepted, "ada", null, 1), (unwanted.Id, SuggestionState.Dismissed, "ada", "once is enough", null)]);
            (await world.RunsAsync()).Count.ShouldBe(1);
        }),
        new("approval", On(rule => rule
            .Guard(new() { ApprovalAbove = 1500 })
            .Then("a", run => new Work("a"))
            .Then("b", run => new Work("b"))), async world =>
        {
            await world.PublishAsync(new OrderPlaced("1"), "k");
            await world.AdvanceAsync(Minute);
            world.Outside.Calls.ShouldBeEmpty();
            var run = (await world.RunsAsync()).Single().Run.Id;
            await world.AskAsync(project => project.ApproveAsync(run, "ada"));
            await world.RunToEndAsync();
        }),
        new("budget", On(rule => rule
            .Guard(new() { Budget = 3000 })
            .Then("a", run => new Work("a"))
            .Delay("d", Minute)
            .If("more", run => run.Input.Amount > 1, then => then.Then("b", run => new Work("b")))), async world =>
        {
            await world.PublishAsync(new OrderPlaced("1"), "1");
            await world.SettleAsync();
            var swallowed = await world.PublishAsync(new OrderPlaced("2"), "2");
            await world.RunToEndAsync();
            (await world.FindEventAsync(swallowed.EventId))!.Verdicts.ShouldHaveSingleItem().Reason.ShouldBe(VerdictReason.OverBudget);
            await world.PublishAsync(new OrderPlaced("3", 2), "3");
            await world.RunToEndAsync();
            (await world.AskAsync(project => project.ListBudgetsAsync())).ShouldHaveSingleItem()
                .ShouldSatisfyAllConditions(budget => budget.Spent.ShouldBe(3000), budget => budget.Reserved.ShouldBe(0));
        }),
        new("breaker", On(rule => rule
            .Guard(new() { BreakAfter = 2, BreakFor = Minute })
            .Then("a", run => new Work("a", run.Input.Id))), async world =>
        {
            world.Outside.Behaviour = (_, _, _) => throw new StepFailedException("no", "no");
            for (var number = 1; number <= 4; number++)
            {
                await world.PublishAsync(new OrderPlaced($"{number}"), $"{number}");
                await world.RunToEndAsync();
            }

            world.Outside.Behaviour = null;
            await world.AdvanceAsync(2 * Minute);
            await world.PublishAsync(new OrderPlaced("5"), "5");
            await world.RunToEndAsync();
        }) { EndDependsOnCrash = true },
        new("deferred", On(rule => rule
            .Then("j", run => new Job("j"), out var job, new() { Timeout = TimeSpan.FromHours(1) })
            .Then("b", run => new Work("b", run.Get(job)))), async world =>
        {
            await world.PublishAsync(new OrderPlaced("1"), "placed");
            await world.AdvanceUntilAsync(() => Task.FromResult(world.Outside.Jobs.ContainsKey("j")));
            await world.AskAsync(project => project.CompleteAsync(world.Outside.Jobs["j"], "done"));
            await world.RunToEndAsync();
        }),
        new("at most once", On(rule => rule
            .Then("a", run => new Work("a"))
            .Then("m", run => new Work("m"), new() { Delivery = DeliveryMode.AtMostOnce })
            .Then("c", run => new Work("c"))), Publish) { AtMostOnce = ["m"], EndDependsOnCrash = true },
        new("chain", builder => builder
            .AddRule<OrderPlaced>("first", rule => rule
                .OnEvent<OrderPlaced>()
                .Then("tell", run => new Tell("tell", run.Input.Id))
                .Then("a", run => new Work("a")))
            .AddRule<OrderPaid>("second", rule => rule.OnEvent<OrderPaid>().Then("b", run => new Work("b", run.Input.Id))), Publish),
        new("fan-out", builder =>
        {
            foreach (var name in (string[])["first", "second", "third"])
            {
                Rules.Named(name, rule => rule
                    .When(order => order.Amount > 1 || name != "third")
                    .Then("a", run => new Work("a", name)).Then("b", run => new Work("b", name)))(builder);
            }
        }, async world =>
        {
            var narrow = await world.PublishAsync(new OrderPlaced("1"), "1");
            await world.PublishAsync(new OrderPlaced("2", 2), "2");
            await world.RunToEndAsync();
            (await world.RunsAsync()).Count.ShouldBe(5);
            (await world.FindEventAsync(narrow.EventId))!.Verdicts.Select(verdict => verdict.Reason)
                .ShouldBe([VerdictReason.Ran, VerdictReason.Ran, VerdictReason.ConditionFalse]);
        }),
        .. RuleStories.All,
    ];

    private static Action<AutomationBuilder> On(Action<RuleBuilder<OrderPlaced>> define) =>
        builder => builder.AddRule<OrderPlaced>("rule", rule =>
        {
            rule.OnEvent<OrderPlaced>();
            define(rule);
        });

    private static void Waiting(RuleBuilder<OrderPlaced> rule) => rule
        .Then("a", run => new Work("a"))
        .WaitFor<OrderPaid>(
            "w", run => run.Input.Id, TimeSpan.FromHours(1),
            (received, paid) => received.Then("thank", run => new Work("thank", $"{run.Get(paid).Amount}")),
            late => late.Then("remind", run => new Work("remind")),
            where: (paid, _) => paid.Amount > 10)
        .Then("z", run => new Work("z"));

    private static async Task Publish(World world)
    {
        await world.PublishAsync(new OrderPlaced("1"), "k");
        await world.RunToEndAsync();
    }

    private static async Task Cancel(World world)
    {
        world.HandlersWait = true;
        world.Outside.Behaviour = async (work, _, token) =>
        {
            if (work.Name.StartsWith('b'))
            {
                var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                await using var registration = token.Register(() => told.TrySetResult());
                await told.Task;
                for (var late = 0; late < work.Text.Length; late++)
                {
                    await Task.Yield();
                }

                token.ThrowIfCancellationRequested();
            }

            return work.Name;
        };
        await world.PublishAsync(new OrderPlaced("1"), "k");
        var run = (await world.RunsAsync()).Single().Run.Id;
        await world.AdvanceUntilAsync(() => Task.FromResult(world.Outside.Calls.Any(call => call.Step == "b")));
        (await world.AskAsync(project => project.CancelAsync(run, "enough"))).ShouldBeOneOf(CancelStatus.Accepted, CancelStatus.AlreadyEnded);
        world.HandlersWait = false;
        await world.RunToEndAsync();
    }
}
