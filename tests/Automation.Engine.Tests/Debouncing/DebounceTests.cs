using System.Text.Json;
using Automation.Engine.Tests.Running.Driving;
using Automation.Engine.Tests.Samples;
using Automation.Storage;
using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Automation.Debouncing;

/// <summary>Events that wait for quiet, as a rule's author and whoever asks why see them.</summary>
public sealed class DebounceTests
{
    private const string Stored = """
        { "name": "stored", "triggers": [ { "type": "event", "config": { "event": "asset.approved" } } ], "guards": { "debounce": "PT30S" },
          "steps": [ { "id": "a", "type": "asset.set-status", "config": { "assetId": "{{ input.assetId }}", "status": "VERSION {{ input.versionId }}" } } ] }
        """;

    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(30);

    // The sample of the documentation.
    [Fact]
    public async Task Sample_RunsAfterTheDebounce()
    {
        await using var test = await AutomationTest.StartAsync(builder => builder.AddSampleHandlers().AddRule<ApprovedAssetToAtlas>());
        test.Fake((CutOut a) => new ImageRef(a.AssetId, 10)).Fake((PackAtlas a) => new AtlasRef("t", 140)).Fake((SplitAtlas a) => new AtlasRef("t2", 70));
        test.Fake((ExportAtlas a) => new ExportRef("u"));
        await test.In("project-1").PublishAsync(new AssetApproved("a-17", "sprite", "v1"));
        test.Calls<CutOut>().ShouldBeEmpty();

        await test.AdvanceAsync(TimeSpan.FromSeconds(30));

        test.Calls<ExportAtlas>().Single().AtlasId.ShouldBe("t2");
    }

    // The conditions are asked for each event, and one that is refused puts nothing off.
    [Fact]
    public async Task EventThatTheConditionRefuses_PutsNothingOff()
    {
        await using var test = await StartAsync(rule => rule.When(asset => asset.Kind == "sprite").Guard(new() { Debounce = Quiet }));
        var project = test.In("p");
        await project.PublishAsync(new AssetApproved("a", "sprite", "v1"));
        await test.AdvanceAsync(Quiet / 2);
        (await project.PublishAsync(new AssetApproved("a", "mesh", "v2"))).Verdicts.Single().Reason.ShouldBe(VerdictReason.ConditionFalse);
        await test.AdvanceAsync(Quiet / 2);

        test.Calls<SetStatus>().Single().Status.ShouldBe("v1");
    }

    // Fault: a wake-up for each event. The clock moves from timer to timer: one at the first due instant, and one at the last.
    [Fact]
    public async Task ManyEvents_CostFewWakeUps_AndNoneWhenAllIsQuiet()
    {
        await using var test = await StartAsync(rule => rule.Guard(new() { Debounce = Quiet }));
        var began = test.Clock.GetUtcNow();
        for (var number = 0; number < 10; number++)
        {
            await test.In("p").PublishAsync(new AssetApproved("a", "sprite", $"v{number}"));
            test.Clock.NextDue.ShouldBe(began + Quiet);
            await test.AdvanceAsync(TimeSpan.FromSeconds(2));
        }

        await test.AdvanceAsync(TimeSpan.FromSeconds(10));
        test.Clock.NextDue.ShouldBe(began + TimeSpan.FromSeconds(18) + Quiet);
        await test.AdvanceAsync(TimeSpan.FromSeconds(18));

        test.Calls<SetStatus>().Single().Status.ShouldBe("v9");
        test.Clock.NextDue.ShouldBeNull();
    }

    [Fact]
    public async Task EventsWithoutASubject_AreOne_AndTheSubjectOfTheRuleCounts()
    {
        await using var test = await StartAsync(rule => rule.Subject(asset => asset.Kind == "sprite" ? null : asset.Kind).Guard(new() { Debounce = Quiet }));
        foreach (var (id, kind) in new[] { ("a", "sprite"), ("b", "sprite"), ("c", "mesh"), ("d", "mesh"), ("e", "sound") })
        {
            await test.In("p").PublishAsync(new AssetApproved(id, kind, id));
        }

        await test.AdvanceAsync(Quiet);

        test.Calls<SetStatus>().Select(call => call.Status).Order().ShouldBe(["b", "d", "e"]);
    }

    [Fact]
    public async Task ManualStart_DoesNotWait()
    {
        await using var test = await StartAsync(rule => rule.Guard(new() { Debounce = Quiet }));

        await test.In("p").Rule("seen").RunJsonAsync(JsonSerializer.SerializeToElement(new { assetId = "a", kind = "sprite", versionId = "v1" }));
        await test.RunUntilIdleAsync();

        test.Calls<SetStatus>().ShouldHaveSingleItem();
    }

    // Fault: the event's own instant, and a lambda that asks for the time reads another one when it is asked again.
    [Fact]
    public async Task Run_BeginsWhenItIsQuiet_AndKnowsTheLastEvent()
    {
        await using var test = await StartAsync(rule => rule.Guard(new() { Debounce = Quiet }));
        var project = test.In("p");
        await project.PublishAsync(new AssetApproved("a", "sprite", "v1"));
        var last = await project.PublishAsync(new AssetApproved("a", "sprite", "v2"));
        (await project.FindRunAsync(last.Verdicts.Single().RunId!.Value)).ShouldBeNull();
        await test.AdvanceAsync(Quiet);

        var run = (await project.FindRunAsync(last.Verdicts.Single().RunId!.Value)).ShouldNotBeNull();
        run.Trigger.EventId.ShouldBe(last.EventId);
        run.Trigger.Id.ShouldBe("event");
        run.Subject.ShouldBe("a");
        run.Trigger.At.ShouldBe(test.Clock.GetUtcNow());
        var end = (await project.WhyAsync(new AutomationEventId(run.Id.Value))).ShouldNotBeNull();
        end.Type.ShouldBe("automation.debounced");
        end.Subject.ShouldBe("a");
        var payload = JsonElement.Parse(end.Payload.Span);
        payload.GetProperty("events").GetInt32().ShouldBe(2);
        payload.GetProperty("lastEventId").GetGuid().ShouldBe(last.EventId.Value);
        payload.GetProperty("rule").GetString().ShouldBe("seen");
    }

    // Fault: the guards are not asked again.
    [Fact]
    public async Task RuleThatIsDisabledMeanwhile_HasNoRun_AndItIsSaid()
    {
        await using var test = await StoredAsync("1");
        var project = test.In("p");
        var published = await project.PublishAsync(new AssetApproved("a", "sprite", "v1"));
        var waiting = (await project.WhyAsync(published.EventId))!.Verdicts.Single();
        await project.Rule("stored").DisableAsync();
        await test.AdvanceAsync(Quiet);

        var why = (await project.WhyAsync(published.EventId))!.Verdicts.Single();

        waiting.Detail.ShouldBe("It waits until its subject is quiet: due at 2030-01-01T00:00:30Z, at the latest at 2030-01-01T00:05:00Z.");
        why.Detail.ShouldBe($"Its subject was quiet at {test.Clock.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss'Z'}, and no run began: Disabled. Disabled since 2030-01-01T00:00:00Z.");
        test.Calls<SetStatus>().ShouldBeEmpty();
        (await project.ListRunsAsync()).Items.ShouldBeEmpty();
        test.Clock.NextDue.ShouldBeNull();
    }

    [Fact]
    public async Task WhatWaits_IsListed_WithItsEvents_AndWhenItIsDue()
    {
        await using var test = await StoredAsync("1");
        var project = test.In("p");
        var first = await project.PublishAsync(new AssetApproved("a", "sprite", "v1"));
        await test.AdvanceAsync(Quiet / 2);
        var last = await project.PublishAsync(new AssetApproved("a", "sprite", "v2"));
        await project.PublishAsync(new AssetApproved("b", "sprite", "v1"));
        var began = test.Clock.GetUtcNow() - (Quiet / 2);

        var page = await project.ListDebouncedAsync(new() { Limit = 1 });
        var rest = await project.ListDebouncedAsync(new() { Limit = 1, After = page.Next });
        var listed = (await project.ListEventsAsync(new() { Subject = "a" })).Items;
        var why = (await project.WhyAsync(first.EventId))!.Verdicts.Single();
        await test.AdvanceAsync(Quiet);

        page.Items.ShouldBe([new DebouncedRun
        {
            RunId = first.Verdicts.Single().RunId!.Value, Rule = "stored", Subject = "a", DueAt = began + (Quiet / 2) + Quiet, Until = began + (10 * Quiet), FirstAt = began,
            Events = 2, FirstEventId = first.EventId, LastEventId = last.EventId,
        }]);
        rest.Items.ShouldHaveSingleItem().Subject.ShouldBe("b");
        rest.Next.ShouldBeNull();
        why.Detail.ShouldBe("It waits until its subject is quiet, with another event: due at 2030-01-01T00:00:45Z, at the latest at 2030-01-01T00:05:00Z.");
        listed.Select(@event => @event.Verdicts.Single()).ShouldAllBe(verdict => verdict == why);
        (await project.ListDebouncedAsync()).Items.ShouldBeEmpty("all is quiet");
        (await project.ListEventsAsync(new() { Subject = "a", Type = "asset.approved" })).Items.ShouldAllBe(@event => @event.Verdicts.Single().Detail == null);
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => project.ListDebouncedAsync(new() { Limit = 201 }));
    }

    // Fault: what is cancelled runs all the same when its subject is quiet.
    [Fact]
    public async Task WhatWaits_CanBeCancelledByItsSubject_AndWhatComesLaterWaitsAnew()
    {
        await using var test = await StartAsync(rule => rule.Guard(new() { Debounce = Quiet }));
        var project = test.In("p");
        var published = await project.PublishAsync(new AssetApproved("a", "sprite", "v1"));
        await project.PublishAsync(new AssetApproved("b", "sprite", "v1"));

        (await project.CancelDebouncedAsync("seen", "a", "wrong file", "ada")).ShouldBeTrue();
        (await project.CancelDebouncedAsync("seen", "a")).ShouldBeFalse("nothing waits any more");
        (await project.CancelDebouncedAsync("seen", null)).ShouldBeFalse("there was nothing without a subject");
        (await test.In("q").CancelDebouncedAsync("seen", "b")).ShouldBeFalse("it is another scope's");
        var cancelledAt = test.Clock.GetUtcNow();
        await test.AdvanceAsync(Quiet / 2);
        await project.PublishAsync(new AssetApproved("a", "sprite", "v2"));
        await test.AdvanceAsync(Quiet);

        test.Calls<SetStatus>().Select(call => (call.AssetId, call.Status)).ShouldBe([("b", "v1"), ("a", "v2")]);
        (await project.WhyAsync(published.EventId))!.Verdicts.Single().Detail.ShouldBe(
            $"No run began, at {cancelledAt:yyyy-MM-dd'T'HH:mm:ss'Z'}: Cancelled by ada while its events waited for quiet: wrong file");
        var end = (await project.WhyAsync(new AutomationEventId(published.Verdicts.Single().RunId!.Value.Value)))!;
        (end.Type, end.Subject, end.Verdicts.Single().Reason).ShouldBe(("automation.debounced", "a", VerdictReason.Cancelled));
        (await project.ListEventsAsync(new() { Reasons = [VerdictReason.Cancelled] })).Items.ShouldHaveSingleItem().Id.ShouldBe(end.Id);
    }

    [Fact]
    public async Task WhatWaits_CanBeCancelledByAnyOfItsEvents_ForAllRulesThatItMatched()
    {
        await using var test = await AutomationTest.StartAsync(builder =>
        {
            foreach (var name in new[] { "one", "two" })
            {
                builder.AddRule<AssetApproved>(name, rule => rule.OnEvent<AssetApproved>().Guard(new() { Debounce = Quiet }).Then("note", run => new SetStatus(run.Input.AssetId, name)));
            }

            builder.AddSampleHandlers();
        });
        test.Fake((SetStatus _) => { });
        var project = test.In("p");
        var first = await project.PublishAsync(new AssetApproved("a", "sprite", "v1"));
        await project.PublishAsync(new AssetApproved("a", "sprite", "v2"));

        (await test.In("q").CancelDebouncedAsync(first.EventId)).ShouldBe(0);
        (await project.CancelDebouncedAsync(first.EventId, author: "ada")).ShouldBe(2);
        (await project.CancelDebouncedAsync(first.EventId)).ShouldBe(0);
        await test.AdvanceAsync(Quiet);

        test.Calls<SetStatus>().ShouldBeEmpty();
        test.Clock.NextDue.ShouldBeNull();
    }

    // Fault: when events come faster than one is cancelled, nothing can be cancelled.
    [Fact]
    public async Task WhatWaits_IsCancelled_HoweverFastEventsCome()
    {
        var (test, store) = await HookedAsync("seen");
        await using var _ = test;
        var project = test.In("p");
        await project.PublishAsync(new AssetApproved("a", "sprite", "v1"));
        store.BeforeFindEvent = () => project.PublishAsync(new AssetApproved("a", "sprite", "more"));

        (await project.CancelDebouncedAsync("seen", "a")).ShouldBeTrue();

        store.BeforeFindEvent = null;
        (await project.ListDebouncedAsync()).Items.ShouldBeEmpty();
        await test.AdvanceAsync(Quiet);
        test.Calls<SetStatus>().ShouldBeEmpty();
    }

    // Fault: what is said of a series that always is another one is more than is known.
    [Fact]
    public async Task WhatWaits_ThatAlwaysIsSomethingElse_IsLeft_AndThatIsSaidOfTheRule()
    {
        var (test, store) = await HookedAsync("seen");
        await using var _ = test;
        var project = test.In("p");
        await project.PublishAsync(new AssetApproved("a", "sprite", "v1"));
        var number = 0;
        store.BeforeCommit = async (inner, batch) =>
        {
            if (batch.Operations is [AcceptOperation { Debounced: { } end } accept])
            {
                var id = new Guid(++number, 0, 0, new byte[8]);
                var join = new DebounceJoin { Rule = end.Rule, Key = end.Key, RunId = new RunId(id), RuleHash = "hash", TriggerId = "trigger", Quiet = Quiet, Longest = Quiet };
                var next = new AcceptOperation { Scope = "p", Event = accept.Event! with { Id = new AutomationEventId(new Guid(number, 1, 0, new byte[8])) }, Runs = [], Debounces = [join] };
                await inner.CommitAsync(batch, CancellationToken.None);
                await inner.CommitAsync(new CommitBatch { Now = batch.Now, Operations = [next] }, CancellationToken.None);
            }
        };

        var left = await Should.ThrowAsync<AutomationUnavailableException>(() => project.CancelDebouncedAsync("seen", "a"));

        left.Message.ShouldBe("The events that wait for rule 'seen' in scope 'p' were others 10 times while they were cancelled; those that wait now are not. Ask again.");
        (await project.ListDebouncedAsync()).Items.ShouldHaveSingleItem().RunId.ShouldBe(new RunId(new Guid(10, 0, 0, new byte[8])));
    }

    // Fault: it is said that nothing was stored, although what waits for the first rule is cancelled.
    [Fact]
    public async Task WhatWaitsForSeveralRules_IsCancelledForEachByItself_AndThatIsSaid()
    {
        var (test, store) = await HookedAsync("one", "two");
        await using var _ = test;
        var project = test.In("p");
        var published = await project.PublishAsync(new AssetApproved("a", "sprite", "v1"));
        store.BeforeCommit = (_, batch) => batch.Operations.Any(operation => operation is AcceptOperation { Debounced.Rule: "two" }) ? throw new StoreUnavailableException("away") : Task.CompletedTask;

        var broken = await Should.ThrowAsync<AutomationUnavailableException>(() => project.CancelDebouncedAsync(published.EventId));

        broken.Message.ShouldBe("It is not known whether the events are cancelled that wait for rule 'two' in scope 'p'; those that waited for rule 'one' are. Ask again.");
        store.BeforeCommit = null;
        (await project.ListDebouncedAsync()).Items.ShouldHaveSingleItem().Rule.ShouldBe("two");
        (await project.CancelDebouncedAsync(published.EventId)).ShouldBe(1);
    }

    // A crash between the answer and the end of the wait changes nothing.
    [Fact]
    public async Task WhatWasCancelled_StaysSo_OverACrash()
    {
        await using var test = await StartAsync(rule => rule.Guard(new() { Debounce = Quiet }));
        await test.In("p").PublishAsync(new AssetApproved("a", "sprite", "v1"));
        await test.In("p").CancelDebouncedAsync("seen", "a");

        await test.CrashAsync();
        await test.AdvanceAsync(Quiet);

        test.Calls<SetStatus>().ShouldBeEmpty();
        (await test.In("p").ListDebouncedAsync()).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task RuleThatIsDeletedMeanwhile_HasNoRun_AndItIsSaid()
    {
        await using var test = await StoredAsync("1");
        var project = test.In("p");
        var published = await project.PublishAsync(new AssetApproved("a", "sprite", "v1"));
        await project.Rules.DeleteAsync("stored");
        await test.AdvanceAsync(Quiet);

        (await project.WhyAsync(published.EventId))!.Verdicts.Single().Detail.ShouldBe(
            $"Its subject was quiet at {test.Clock.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss'Z'}, and no run began: Disabled. The rule was deleted since.");
    }

    [Fact]
    public async Task SubjectThatIsTakenInHandMeanwhile_HasNoRun_AndItIsSaid()
    {
        await using var test = await StartAsync(rule => rule.Guard(new() { Debounce = Quiet }));
        var project = test.In("p");
        var published = await project.PublishAsync(new AssetApproved("a", "sprite", "v1"));
        await project.OverrideSubjectAsync("a", reason: "The customer called.", author: "ada");
        await test.AdvanceAsync(Quiet);

        (await project.WhyAsync(published.EventId))!.Verdicts.Single().Detail.ShouldNotBeNull().ShouldStartWith(
            $"Its subject was quiet at {test.Clock.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss'Z'}, and no run began: Overridden.");
        test.Calls<SetStatus>().ShouldBeEmpty();
    }

    // Fault: an end that the store refuses for it is tried again for ever.
    [Fact]
    public async Task RuleThatIsBusyWhenItIsQuiet_HasNoRun_AndItIsSaid()
    {
        await using var test = await AutomationTest.StartAsync(builder => builder.AddRule<AssetApproved>("seen", rule => rule
            .OnEvent<AssetApproved>()
            .Guard(new() { Debounce = Quiet, OnePerSubject = true, WhenBusy = WhenBusy.Skip })
            .Delay("rest", TimeSpan.FromHours(1))));
        var project = test.In("p");
        var first = await project.PublishAsync(new AssetApproved("a", "sprite", "v1"));
        await test.AdvanceAsync(Quiet);
        var second = await project.PublishAsync(new AssetApproved("a", "sprite", "v2"));
        await test.AdvanceAsync(Quiet);

        (await project.ListRunsAsync()).Items.ShouldHaveSingleItem().Id.ShouldBe(first.Verdicts.Single().RunId!.Value);
        (await project.WhyAsync(second.EventId))!.Verdicts.Single().Detail.ShouldNotBeNull().ShouldContain("and no run began: Busy.");
    }

    // Fault: the present version is taken, or that of the first event.
    [Fact]
    public async Task RuleThatIsEditedMeanwhile_RunsAsOfTheLastEvent()
    {
        await using var test = await StoredAsync("1");
        var project = test.In("p");
        await project.PublishAsync(new AssetApproved("a", "sprite", "v1"));
        await project.Rules.SaveAsync(Stored.Replace("VERSION", "2", StringComparison.Ordinal));
        await project.PublishAsync(new AssetApproved("a", "sprite", "v2"));
        await project.Rules.SaveAsync(Stored.Replace("VERSION", "3", StringComparison.Ordinal));
        await test.AdvanceAsync(Quiet);

        test.Calls<SetStatus>().Single().Status.ShouldBe("2 v2");
        (await project.ListRunsAsync()).Items.Single().Trigger.EventId.ShouldNotBeNull();
    }

    [Fact]
    public async Task Debounce_WithALimit_WaitsForThePlace()
    {
        await using var test = await StartAsync(rule => rule.Guard(new() { Debounce = Quiet, MaxRunsPerScope = 1 }));
        foreach (var id in (string[])["a", "b", "c"])
        {
            await test.In("p").PublishAsync(new AssetApproved(id, "sprite", id));
        }

        await test.AdvanceAsync(Quiet);

        test.Calls<SetStatus>().Count.ShouldBe(3);
    }

    [Fact]
    public async Task MappingThatThrows_IsTheVerdict()
    {
        await using var test = await AutomationTest.StartAsync(builder => builder.AddRule<AssetApproved>("seen", rule => rule
            .OnEvent<AssetApproved>().Guard(new() { Debounce = Quiet }).Then("a", run => new SetStatus(run.Input.AssetId, run.Input.Kind == "bad" ? throw new InvalidOperationException("no") : "ok"))));
        test.Fake((SetStatus _) => { });
        var published = await test.In("p").PublishAsync(new AssetApproved("a", "bad", "v1"));
        await test.AdvanceAsync(Quiet);

        var why = (await test.In("p").WhyAsync(published.EventId))!.Verdicts.Single();
        why.Reason.ShouldBe(VerdictReason.Debounced);
        why.Detail.ShouldNotBeNull().ShouldStartWith("Its subject was quiet");
    }

    private static async Task<(AutomationTest Test, HookedStore Store)> HookedAsync(params string[] rules)
    {
        HookedStore store = null!;
        var test = await AutomationTest.StartAsync(builder =>
        {
            builder.Services.Replace(ServiceDescriptor.Singleton<IAutomationStore>(_ => store = new HookedStore(new InMemoryDatabase())));
            foreach (var name in rules)
            {
                builder.AddRule<AssetApproved>(name, rule => rule.OnEvent<AssetApproved>().Guard(new() { Debounce = Quiet }).Then("note", run => new SetStatus(run.Input.AssetId, name)));
            }

            builder.AddSampleHandlers();
        });
        test.Fake((SetStatus _) => { });
        return (test, store);
    }

    private static async Task<AutomationTest> StartAsync(Func<RuleBuilder<AssetApproved>, RuleBuilder<AssetApproved>> head)
    {
        var test = await AutomationTest.StartAsync(builder => builder.AddRule<AssetApproved>("seen", rule =>
            head(rule.OnEvent<AssetApproved>()).Then("a", run => new SetStatus(run.Input.AssetId, run.Input.VersionId))));
        test.Fake((SetStatus _) => { });
        await test.RunUntilIdleAsync();
        return test;
    }

    private static async Task<AutomationTest> StoredAsync(string version)
    {
        var test = await AutomationTest.StartAsync(builder => builder.AddSampleHandlers().AddEvent<AssetApproved>());
        test.Fake((SetStatus _) => { });
        await test.In("p").Rules.SaveAsync(Stored.Replace("VERSION", version, StringComparison.Ordinal));
        return test;
    }
}
