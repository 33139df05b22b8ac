using System.Text.Json;
using Automation.EndToEnd.Worlds;
using Automation.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.EndToEnd.Histories;

/// <summary>One history for everything that a run can be at, and for what is stored beside runs. A later release adds to them, and changes none.</summary>
internal static class HistoryList
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>A run that rests so long keeps its permit.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(20);

    public static IReadOnlyList<History> All { get; } =
    [
        new("ended", On(rule => rule
            .If("large", run => run.Input.Amount > 1, then => then.Then("a", run => new Work("a", run.Input.Id)))
            .If("endless", run => run.Input.Amount > 2, then => then.Delay("d", Minute))), async world =>
        {
            world.Outside.Behaviour = (work, _, _) => work.Text == "2" ? throw new StepFailedException("no", "No.", retry: false) : Task.FromResult("yes");
            foreach (var (id, amount) in ((string, int)[])[("1", 1), ("2", 2), ("3", 3)])
            {
                await world.PublishAsync(new OrderPlaced(id, amount), id);
            }

            await world.SettleAsync();
            await world.AskAsync(async project => await project.CancelAsync((await world.RunsAsync())[2].Run.Id, "enough"));
            await world.SettleAsync();
        }, world => world.RunToEndAsync()),

        new("waits-for-an-event", On(Waiting), BeginAsync, async world =>
        {
            await world.PublishAsync(new OrderPaid("1", 50), "paid");
            await world.RunToEndAsync();
            Steps(world).ShouldBe(["thank"]);
        }),
        new("waits-for-an-event-in-vain", On(Waiting), BeginAsync, async world =>
        {
            await world.RunToEndAsync();
            Steps(world).ShouldBe(["remind"]);
        }),
        new("event-that-nobody-took", On(Waiting), async world =>
        {
            await BeginAsync(world);
            await world.EndAsync();
            var run = (await world.RunsAsync()).Single().Run.Id;
            await world.SignalBehindAsync(run, new SignalKey(new StepPath("w"), SignalKind.Event, new AutomationEventId(run.Value).ToString()), """{"id":"1","amount":20}"""u8.ToArray());
        }, async world =>
        {
            await world.RunToEndAsync();
            Steps(world).ShouldBe(["thank"]);
        }),

        new("rests", On(rule => rule
            .Then("a", run => new Work("a", run.Input.Id), out var a)
            .Delay("rest", 10 * Minute)
            .Then("b", run => new Work("b", run.Get(a)))), BeginAsync, world => world.RunToEndAsync()),

        new("tries-again", On(rule => rule
            .Then("a", run => new Work("a"), out var a, new() { Retry = RetryOptions.Fixed(4, 10 * Minute) })
            .Then("b", run => new Work("b", run.Get(a)))), async world =>
        {
            world.Outside.Behaviour = (_, context, _) => throw new StepFailedException("busy", $"Try {context.Attempt} found nobody.");
            await world.PublishAsync(new OrderPlaced("1"), "1");
            await world.AdvanceAsync(15 * Minute);
        }, async world =>
        {
            var attempts = new List<int>();
            world.Outside.Behaviour = (work, context, _) =>
            {
                attempts.Add(context.Attempt);
                return work.Name == "a" && context.Attempt == 3 ? throw new StepFailedException("busy", "Still nobody.") : Task.FromResult(work.Name);
            };
            await world.RunToEndAsync();
            attempts.ShouldBe([3, 4, 1]);
        }),

        new("failed-and-mourns", On(rule => rule
            .Then("a", run => new Work("a"))
            .Then("never", run => new Work("never"))
            .OnFailure((handle, error) => handle.Delay("d", 10 * Minute).Then("mourn", run => new Work("mourn", run.Get(error).Message)))), async world =>
        {
            world.Outside.Behaviour = (_, _, _) => throw new StepFailedException("no", "No.", retry: false);
            await BeginAsync(world);
        }, async world =>
        {
            await world.RunToEndAsync();
            Steps(world).ShouldBe(["mourn"]);
        }),
        new("fault-of-a-rule", On(rule => rule
            .Try("a", run => new Work(run.Input.Amount / (run.Input.Amount - 1) > 1 ? "a" : "b"), out ITriedStep<Work> tried)
            .Delay("d", 10 * Minute)
            .Then("b", run => new Work("b", run.Get(tried).Error!.Code))), BeginAsync, world => world.RunToEndAsync()),

        new("parallel-with-one-branch-done", On(rule => rule
            .Gather(
                "p",
                left => left.Then("l", run => new Work("l"), out var l).Return(l),
                right => right.Delay("d", 10 * Minute).Then("r", run => new Work("r"), out var r).Return(r),
                out var first, out var second)
            .Then("join", run => new Work("join", run.Get(first) + run.Get(second)))), BeginAsync, world => world.RunToEndAsync()),
        new("loop-midway", On(rule => rule
            .Collect(
                "each", run => new[] { 1, 2, 3, 4 },
                (each, item) => each.Delay("d", 10 * Minute).Then("one", run => new Work("one", $"{run.Get(item)}"), out var one).Return(one),
                out var all, new() { MaxParallel = 1 })
            .Then("sum", run => new Work("sum", string.Join("+", run.Get(all))))), async world =>
        {
            await world.PublishAsync(new OrderPlaced("1"), "1");
            await world.AdvanceAsync(25 * Minute);
        }, async world =>
        {
            await world.RunToEndAsync();
            Steps(world).ShouldBe(["one", "one", "sum"]);
        }),
        new("asked-the-host", builder =>
        {
            builder.AddHandler<IsOpenHandler>();
            On(rule => rule
                .If("open", run => new IsOpen(run.Input.Id), open => open.Delay("d", 10 * Minute).Then("a", run => new Work("a")), closed => closed.Then("never", run => new Work("never"))))(builder);
        }, async world =>
        {
            await world.PublishAsync(new OrderPlaced("1"), "1");
            await world.SettleAsync();
        }, async world =>
        {
            await world.RunToEndAsync();
            Steps(world).ShouldBe(["a"]);
        }),

        new("at-work", On(rule => rule.Then("a", run => new Work("a", run.Input.Id)).Then("b", run => new Work("b"))), HangAsync, async world =>
        {
            await world.RunToEndAsync();
            Steps(world).ShouldBe(["a", "b"]);
            world.Outside.Calls[0].ClaimNumber.ShouldBe(2);
        }),
        new("at-most-once-under-way", On(rule => rule
            .Try("a", run => new Work("a"), out ITriedStep<Work> tried, new() { Delivery = DeliveryMode.AtMostOnce, Timeout = Minute })
            .Then("b", run => new Work("b", run.Get(tried).Error!.Code))), HangAsync, async world =>
        {
            await world.RunToEndAsync();
            Steps(world).ShouldBe(["b"]);
        }),
        new("deferred", On(rule => rule
            .Then("j", run => new Job("j"), out var job, new() { Timeout = TimeSpan.FromHours(1) })
            .Then("b", run => new Work("b", run.Get(job)))), BeginAsync, async world =>
        {
            var run = (await world.RunsAsync()).Single().Run.Id;
            (await world.AskAsync(project => project.CompleteAsync(new CompletionToken(run, new StepPath("j"), 1), "done"))).ShouldBe(CompletionStatus.Accepted);
            await world.RunToEndAsync();
        }),
        new("completed-while-nobody-worked", On(rule => rule
            .Then("j", run => new Job("j"), out var job, new() { Timeout = TimeSpan.FromHours(1) })
            .Then("b", run => new Work("b", run.Get(job)))), async world =>
        {
            await BeginAsync(world);
            await world.EndAsync();
            await world.SignalBehindAsync((await world.RunsAsync()).Single().Run.Id, new SignalKey(new StepPath("j"), SignalKind.Completion, "1"), """{"output":"done"}"""u8.ToArray());
        }, world => world.RunToEndAsync()),
        new("cancelled-while-nobody-worked", On(rule => rule.Then("a", run => new Work("a")).Delay("d", TimeSpan.FromHours(1)).Then("b", run => new Work("b"))), async world =>
        {
            await BeginAsync(world);
            await world.EndAsync();
            await world.SignalBehindAsync((await world.RunsAsync()).Single().Run.Id, new SignalKey(new StepPath(""), SignalKind.Cancel, ""), "\"enough\""u8.ToArray());
        }, async world =>
        {
            await world.RunToEndAsync();
            Steps(world).ShouldBeEmpty();
        }),

        new("waits-for-a-place", builder =>
        {
            builder.Configure(options => options.MaxConcurrentRuns = 1);
            On(rule => rule.Then("a", run => new Work("a", run.Input.Id)))(builder);
        }, async world =>
        {
            await HangAsync(world);
            await world.PublishAsync(new OrderPlaced("2"), "2");
            await world.SettleAsync();
        }, world => world.RunToEndAsync()),
        new("died-twice", On(rule => rule.Then("a", run => new Work("a")).Then("b", run => new Work("b"))), async world =>
        {
            world.HandlersWait = true;
            world.Outside.Behaviour = async (_, _, token) =>
            {
                if (world.Deaths < 2)
                {
                    world.Kill();
                }

                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
                return "";
            };
            await world.PublishAsync(new OrderPlaced("1"), "1");
            await world.AdvanceUntilAsync(() => Task.FromResult(world.Outside.Calls.Count == 3));
            await world.StopAsync();
        }, world => world.RunToEndAsync()),
        new("quarantined", On(rule => rule.Then("a", run => new Work("a")).Then("b", run => new Work("b"))), async world =>
        {
            world.Outside.Behaviour = (work, _, _) =>
            {
                world.Kill();
                return Task.FromResult(work.Name);
            };
            await world.PublishAsync(new OrderPlaced("1"), "1");
            await world.RunToEndAsync(RunStatus.Quarantined);
        }, async world =>
        {
            await world.AdvanceAsync(TimeSpan.FromHours(1));
            world.Outside.Calls.ShouldBeEmpty();
            await world.AskAsync(async project => await project.ReleaseAsync((await world.RunsAsync()).Single().Run.Id));
            await world.RunToEndAsync();
        }),

        new("waits-for-approval", On(rule => rule.Guard(new() { ApprovalAbove = 500 }).Then("a", run => new Work("a"))), BeginAsync, async world =>
        {
            await world.AskAsync(async project => await project.ApproveAsync((await world.RunsAsync()).Single().Run.Id, "ada"));
            await world.RunToEndAsync();
        }),
        new("approved-while-nobody-worked", On(rule => rule.Guard(new() { ApprovalAbove = 500 }).Then("a", run => new Work("a"))), async world =>
        {
            await BeginAsync(world);
            await world.EndAsync();
            await world.SignalBehindAsync((await world.RunsAsync()).Single().Run.Id, Automation.Running.Approval.Key, "\"ada\""u8.ToArray());
        }, world => world.RunToEndAsync()),
        new("approved", On(rule => rule.Guard(new() { ApprovalAbove = 500 }).Delay("d", 10 * Minute).Then("a", run => new Work("a"))), async world =>
        {
            await BeginAsync(world);
            await world.AskAsync(async project => await project.ApproveAsync((await world.RunsAsync()).Single().Run.Id, "ada"));
            await world.SettleAsync();
        }, async world =>
        {
            await world.RunToEndAsync();
            (await world.FindRunAsync((await world.RunsAsync()).Single().Run.Id))!.ApprovedBy.ShouldBe("ada");
        }),
        new("reserved-of-a-budget", On(rule => rule
            .Guard(new() { Budget = 3000 })
            .Then("a", run => new Work("a"))
            .Delay("d", 10 * Minute)
            .If("more", run => run.Input.Amount > 1, then => then.Then("b", run => new Work("b")))), BeginAsync, async world =>
        {
            (await BudgetAsync(world)).ShouldBe((0, 2000));
            var swallowed = await world.PublishAsync(new OrderPlaced("2"), "2");
            (await world.FindEventAsync(swallowed.EventId))!.Verdicts.ShouldHaveSingleItem().Reason.ShouldBe(VerdictReason.OverBudget);
            await world.RunToEndAsync();
            (await BudgetAsync(world)).ShouldBe((1000, 0));
        }),

        new("waits-for-quiet", On(rule => rule.Guard(new() { Debounce = 10 * Minute }).Then("a", run => new Work("a", $"{run.Input.Amount}"))), async world =>
        {
            await world.PublishAsync(new OrderPlaced("1", 1), "1");
            await world.AdvanceAsync(5 * Minute);
            await world.PublishAsync(new OrderPlaced("1", 2), "2");
            await world.AdvanceAsync(5 * Minute);
        }, async world =>
        {
            await world.AdvanceAsync(10 * Minute);
            await world.RunToEndAsync();
            (await world.RunsAsync()).Count.ShouldBe(1);
        }),
        new("queued-behind-another", On(rule => rule
            .Guard(new() { OnePerSubject = true })
            .Then("a", run => new Work("a", $"{run.Input.Amount}"))
            .Delay("d", 10 * Minute)
            .Then("b", run => new Work("b", $"{run.Input.Amount}"))), TwoAsync, async world =>
        {
            await world.RunToEndAsync();
            Steps(world).ShouldBe(["b", "a", "b"]);
        }),
        new("blocked-by-a-limit", On(rule => rule
            .Guard(new() { MaxRunsPerScope = 1 })
            .Then("a", run => new Work("a", $"{run.Input.Amount}"))
            .Delay("d", Moment)
            .Then("b", run => new Work("b", $"{run.Input.Amount}"))), TwoAsync, async world =>
        {
            await world.RunToEndAsync();
            Steps(world).ShouldBe(["b", "a", "b"]);
        }),
        new("queued-while-its-rule-is-paused", On(rule => rule
            .Guard(new() { OnePerSubject = true })
            .Then("a", run => new Work("a", $"{run.Input.Amount}"))
            .Delay("d", 10 * Minute)), async world =>
        {
            await TwoAsync(world);
            await world.AskAsync(project => project.Rule("rule").PauseAsync());
            await world.AdvanceAsync(20 * Minute);
        }, async world =>
        {
            await world.AdvanceAsync(20 * Minute);
            Steps(world).ShouldBeEmpty();
            await world.AskAsync(project => project.Rule("rule").ResumeAsync());
            await world.RunToEndAsync();
        }),
        new("subject-in-hand", On(rule => rule.Then("a", run => new Work("a")).Delay("d", Minute).Then("b", run => new Work("b"))), async world =>
        {
            await BeginAsync(world);
            await world.AskAsync(async project =>
            {
                await project.OverrideSubjectAsync("1", "counting", "ada");
                return true;
            });
            await world.AdvanceAsync(5 * Minute);
        }, async world =>
        {
            await world.AdvanceAsync(5 * Minute);
            Steps(world).ShouldBeEmpty();
            await world.AskAsync(project => project.ReleaseSubjectAsync("1"));
            await world.RunToEndAsync();
        }),
        new("breaker-open", On(rule => rule.Guard(new() { BreakAfter = 1, BreakFor = 10 * Minute }).Then("a", run => new Work("a", run.Input.Id))), async world =>
        {
            world.Outside.Behaviour = (_, _, _) => throw new StepFailedException("no", "No.", retry: false);
            await world.PublishAsync(new OrderPlaced("1"), "1");
            await world.RunToEndAsync();
        }, async world =>
        {
            var refused = await world.PublishAsync(new OrderPlaced("2"), "2");
            (await world.FindEventAsync(refused.EventId))!.Verdicts.ShouldHaveSingleItem().Reason.ShouldBe(VerdictReason.BreakerOpen);
            await world.AdvanceAsync(10 * Minute);
            await world.PublishAsync(new OrderPlaced("3"), "3");
            await world.RunToEndAsync();
        }),

        new("rerun-that-reuses-outcomes", On(rule => rule
            .Then("a", run => new Work("a", run.Input.Id), out var a)
            .Delay("d", 10 * Minute)
            .Then("b", run => new Work("b", run.Get(a)))), async world =>
        {
            await BeginAsync(world);
            var former = (await world.RunsAsync()).Single().Run.Id;
            await world.AskAsync(project => project.CancelAsync(former, "enough"));
            await world.SettleAsync();
            await world.AskAsync(project => project.RerunAsync(former, new() { Mode = RerunMode.FromStep, Key = "again" }));
            await world.SettleAsync();
        }, async world =>
        {
            await world.RunToEndAsync();
            Steps(world).ShouldBe(["b"]);
        }),
        new("begun-by-a-handler", builder =>
        {
            builder.AddHandler<StartOtherHandler>();
            builder.AddRule<OrderPlaced>("first", rule => rule.OnEvent<OrderPlaced>().Then("start", run => new StartOther(run.Input.Id)));
            builder.AddRule<OrderPaid>("second", rule => rule.OnManual().Delay("d", 10 * Minute).Then("tell", run => new Tell("tell", run.Input.Id)));
        }, BeginAsync, async world =>
        {
            await world.RunToEndAsync();
            var run = (await world.RunsAsync()).Single(run => run.Run.Rule == "second");
            var told = (await world.AskAsync(project => project.ListEventsAsync(new EventQuery { Type = "order.paid" }))).Items.ShouldHaveSingleItem();
            told.Cause.ShouldBe(run.Run.Id);
            told.Depth.ShouldBeGreaterThan(1, "The chain goes on behind the start by hand.");
        }),
        new("parameters-of-its-scope", _ => { }, async world =>
        {
            await world.AskAsync(project => project.Rules.SaveAsync(Json("{{ parameters.text }}", """ "parameters": { "text": { "type": "string", "default": "its own" } },""")));
            await world.AskAsync(project => project.Rule("stored").OverrideJsonAsync(JsonElement.Parse("""{ "text": "set by the scope" }""")));
            await BeginAsync(world);
            await world.AskAsync(project => project.Rule("stored").OverrideJsonAsync(JsonElement.Parse("""{ "text": "another" }""")));
        }, async world =>
        {
            await world.RunToEndAsync();
            world.Outside.Calls.ShouldHaveSingleItem().Input.ShouldContain("set by the scope");
        }),
        new("rule-edited-since", _ => { }, async world =>
        {
            await world.AskAsync(project => project.Rules.SaveAsync(Json("old")));
            await BeginAsync(world);
            await world.AskAsync(project => project.Rules.SaveAsync(Json("new")));
        }, EditedAsync),
        new("shared-rule-edited-since", _ => { }, async world =>
        {
            await world.AskAsync(_ => world.SharedRules.SaveAsync(Json("old")));
            await BeginAsync(world);
            await world.AskAsync(_ => world.SharedRules.SaveAsync(Json("new")));
        }, EditedAsync),
        new("code-changed-since", On(Longer), async world =>
        {
            await BeginAsync(world);
            await world.StopAsync();
            world.Configure = On(Longer);
            await world.StartAsync();
            await world.AdvanceAsync(15 * Minute);
        }, async world =>
        {
            await world.RunToEndAsync();
            Steps(world).ShouldBe(["c"]);
        }) { Former = On(rule => rule.Then("a", run => new Work("a")).Delay("d", 10 * Minute).Then("b", run => new Work("b"))) },
        new("no-host-has-its-rule", On(rule => rule.Then("a", run => new Work("a")).Delay("d", 10 * Minute).Then("b", run => new Work("b"))), async world =>
        {
            await BeginAsync(world);
            await world.StopAsync();
            world.Configure = _ => { };
            await world.StartAsync();
            await world.AdvanceAsync(15 * Minute);
        }, world => world.RunToEndAsync()),

        // What was decided stays, whatever the code of the rule would decide now.
        new("delay-decided", On(rule => rule.Delay("d", 60 * Minute).Then("a", run => new Work("a"))), BeginAsync, async world =>
        {
            await world.AdvanceAsync(15 * Minute);
            Steps(world).ShouldBe(["a"]);
        }) { Former = On(rule => rule.Delay("d", 10 * Minute).Then("a", run => new Work("a"))) },
        new("branch-decided", On(rule => Branch(rule, run => run.Input.Amount > 1)), BeginAsync, async world =>
        {
            await world.RunToEndAsync();
            Steps(world).ShouldBe(["yes"]);
        }) { Former = On(rule => Branch(rule, run => run.Input.Amount > 0)) },
        new("items-decided", On(rule => Loop(rule, 7, 8)), BeginAsync, async world =>
        {
            await world.RunToEndAsync();
            Texts(world).ShouldBe(["1", "2"]);
        }) { Former = On(rule => Loop(rule, 1, 2)) },
        new("subject-decided", On(rule => Subject(rule, run => $"other {run.Input.Id}")), BeginAsync, async world =>
        {
            // It has been taken up once, and its wait looked at, before the event comes.
            await world.AdvanceAsync(15 * Minute);
            await world.PublishAsync(new OrderPaid("1"), "paid");
            await world.RunToEndAsync();
            Steps(world).ShouldBe(["right", "left"]);
        }) { Former = On(rule => Subject(rule, run => run.Input.Id)) },
        new("input-decided", On(rule => rule.Then("a", run => new Work("a", "new")).Then("b", run => new Work("b", "new"))), HangAsync, async world =>
        {
            await world.RunToEndAsync();
            Texts(world).ShouldBe(["old", "new"]);
        }) { Former = On(rule => rule.Then("a", run => new Work("a", "old")).Then("b", run => new Work("b", "old"))) },
        new("fault-decided", On(rule => Fault(rule, run => "fine")), BeginAsync, async world =>
        {
            await world.RunToEndAsync();
            Texts(world).ShouldNotBe(["fine"]);
        }) { Former = On(rule => Fault(rule, run => $"{run.Input.Amount / (run.Input.Amount - 1)}")) },

        new("schedule", builder => builder
            .Configure(options => options.Scopes.Add(World.Scope))
            .AddRule<Occurrence>("rule", rule => rule
                .OnSchedule(Schedule.Every(10 * Minute) with { MissedAfter = TimeSpan.FromDays(1) })
                .Then("a", run => new Work("a", $"{run.Input.Due:HH:mm}"))), async world =>
        {
            await world.AdvanceAsync(15 * Minute);
            await world.RunToEndAsync();
        }, async world =>
        {
            await world.AdvanceAsync(20 * Minute);
            await world.RunToEndAsync();
            world.Outside.Calls.Count.ShouldBe(2);
        }),
        new("poll-midway", builder =>
        {
            builder.Configure(options => options.Scopes.Add(World.Scope));
            builder.AddHandler<LetterPoller>().AddRule<Letter>("letters", rule => rule.On(new Letters()).Then("a", run => new Work("a", run.Input.Id[..1])));
        }, world => world.AdvanceUntilAsync(async () => (await world.RunsAsync()).Count >= 2), async world =>
        {
            await world.AdvanceUntilAsync(async () => (await world.RunsAsync()).Count >= LetterPoller.Ids.Length);
            await world.AdvanceAsync(5 * Minute);
            await world.RunToEndAsync();
            (await world.RunsAsync()).Select(run => run.Run.Subject).Order(StringComparer.Ordinal).ShouldBe(LetterPoller.Ids);
        }),
        new("chain", builder => builder
            .AddRule<OrderPlaced>("first", rule => rule.OnEvent<OrderPlaced>().Then("tell", run => new Tell("tell", run.Input.Id)))
            .AddRule<OrderPaid>("second", rule => rule.OnEvent<OrderPaid>().Delay("d", 10 * Minute).Then("tell", run => new Tell("tell", run.Input.Id))), BeginAsync, async world =>
        {
            await world.AdvanceAsync(TimeSpan.FromHours(1));
            await world.RunToEndAsync();
            (await world.RunsAsync()).Count.ShouldBe(4, "As deep as it may.");
        }),
    ];

    private static Action<AutomationBuilder> On(Action<RuleBuilder<OrderPlaced>> define) => Rules.On(define);

    private static void Waiting(RuleBuilder<OrderPlaced> rule) => rule
        .Then("a", run => new Work("a"))
        .WaitFor<OrderPaid>(
            "w", run => run.Input.Id, TimeSpan.FromHours(1),
            (received, paid) => received.Then("thank", run => new Work("thank", $"{run.Get(paid).Amount}")),
            late => late.Then("remind", run => new Work("remind")),
            where: (paid, _) => paid.Amount > 10);

    private static void Branch(RuleBuilder<OrderPlaced> rule, Func<RunView<OrderPlaced>, bool> takes) =>
        rule.If("if", takes, yes => yes.Delay("d", 10 * Minute).Then("yes", run => new Work("yes")), no => no.Then("no", run => new Work("no")));

    private static void Loop(RuleBuilder<OrderPlaced> rule, params int[] items) => rule.ForEach(
        "each", run => items, (each, item) => each.Delay("d", 10 * Minute).Then("one", run => new Work("one", $"{run.Get(item)}")), new() { MaxParallel = 1 });

    private static void Subject(RuleBuilder<OrderPlaced> rule, Func<RunView<OrderPlaced>, string> subject) => rule.Parallel(
        "p",
        left => left.WaitFor<OrderPaid>("w", subject, TimeSpan.FromHours(1), out _).Then("left", run => new Work("left")),
        right => right.Delay("d", 10 * Minute).Then("right", run => new Work("right")));

    private static void Fault(RuleBuilder<OrderPlaced> rule, Func<RunView<OrderPlaced>, string> text) => rule
        .Try("a", run => new Work("a", text(run)), out ITriedStep<Work> tried)
        .Delay("d", 10 * Minute)
        .Then("b", run => new Work("b", run.Get(tried).Error?.Code ?? "fine"));

    private static void Longer(RuleBuilder<OrderPlaced> rule) => rule
        .Then("a", run => new Work("a"))
        .Delay("d", 10 * Minute)
        .Delay("e", 10 * Minute)
        .Then("c", run => new Work("c"));

    private static string Json(string text, string parameters = "") => $$"""
        { "name": "stored",{{parameters}} "triggers": [ { "type": "event", "config": { "event": "order.placed" } } ],
          "steps": [ { "id": "d", "delay": "PT10M" }, { "id": "a", "type": "work", "config": { "name": "a", "text": "{{text}}" } } ] }
        """;

    /// <summary>The steps that were called since then.</summary>
    private static IEnumerable<string> Steps(World world) => world.Outside.Calls.Select(call => call.Step);

    private static IEnumerable<string> Texts(World world) => world.Outside.Calls.Select(call => JsonElement.Parse(call.Input).GetProperty("text").GetString()!);

    private static async Task BeginAsync(World world)
    {
        await world.PublishAsync(new OrderPlaced("1"), "1");
        await world.AdvanceAsync(TimeSpan.FromSeconds(10));
    }

    private static async Task TwoAsync(World world)
    {
        await world.PublishAsync(new OrderPlaced("1", 1), "1");
        await world.PublishAsync(new OrderPlaced("1", 2), "2");
        await world.AdvanceAsync(TimeSpan.FromSeconds(10));
    }

    private static async Task HangAsync(World world)
    {
        world.HandlersWait = true;
        world.Outside.Behaviour = (_, _, _) => new TaskCompletionSource<string>().Task;
        await world.PublishAsync(new OrderPlaced("1"), "1");
        await world.AdvanceUntilAsync(() => Task.FromResult(world.Outside.Calls.Count > 0));
    }

    private static async Task EditedAsync(World world)
    {
        await world.PublishAsync(new OrderPlaced("2"), "2");
        await world.RunToEndAsync();
        Texts(world).ShouldBe(["old", "new"]);
    }

    private static async Task<(decimal Spent, decimal Reserved)> BudgetAsync(World world)
    {
        var budget = (await world.AskAsync(project => project.ListBudgetsAsync())).ShouldHaveSingleItem();
        return (budget.Spent, budget.Reserved);
    }
}
