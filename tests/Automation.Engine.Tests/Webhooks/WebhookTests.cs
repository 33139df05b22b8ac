using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using static Automation.Engine.Tests.Webhooks.WebhookRules;

namespace Automation.Engine.Tests.Webhooks;

/// <summary>What is delivered to webhooks, from the door to the run.</summary>
public sealed class WebhookTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // Faults: a delivery starts all rules with a webhook, or those that listen to the event.
    [Fact]
    public async Task Delivery_StartsItsRule_AndNoOther()
    {
        await using var test = await StartAsync();
        var (id, sender) = await OpenAsync(test);
        await OpenAsync(test, "beside");

        var receipt = await sender.SendAsync(test, id, "msg_1", Order17);
        await test.RunUntilIdleAsync(Token);

        (receipt.Status, receipt.HttpStatus, receipt.Scope, receipt.Message).ShouldBe((WebhookStatus.Accepted, 202, "p", null));
        Notes(test).ShouldBe(["17"]);
        var why = (await test.In("p").WhyAsync(receipt.EventId!.Value, Token)).ShouldNotBeNull();
        var verdict = why.Verdicts.ShouldHaveSingleItem();
        (why.Type, why.Subject, Encoding.UTF8.GetString(why.Payload.Span)).ShouldBe(("automation.webhook", "17", Order17));
        (verdict.Rule, verdict.Reason).ShouldBe(("code", VerdictReason.Ran));
        var run = (await test.In("p").FindRunAsync(verdict.RunId!.Value, Token)).ShouldNotBeNull();
        (run.Trigger.Kind, run.Trigger.Id, run.Trigger.EventId, run.Subject, run.Status).ShouldBe((TriggerKind.Webhook, "webhook", receipt.EventId, "17", RunStatus.Succeeded));
        (await test.In("p").Rule("code").WhyAsync(cancellationToken: Token)).Items.ShouldHaveSingleItem().Id.ShouldBe(why.Id);
    }

    [Fact]
    public async Task StoredRule_AndSharedRule_RunInTheScopeOfTheirWebhook()
    {
        await using var test = await StartAsync();
        await test.In("p").Rules.SaveAsync(Stored(triggers: """{ "type": "webhook", "id": "crm", "input": { "id": "{{ trigger.data.asset.id | upper }}" } }"""), cancellationToken: Token);
        await test.SharedRules.SaveAsync(Stored("shared", text: "shared {{ input.id }}"), cancellationToken: Token);
        var (own, ownSender) = await OpenAsync(test, "stored");
        var (shared, sharedSender) = await OpenAsync(test, "shared", scope: "q");

        (await ownSender.SendAsync(test, own, "1", """{ "asset": { "id": "a" } }""")).Scope.ShouldBe("p");
        var receipt = await sharedSender.SendAsync(test, shared, "1", Order17);
        await test.RunUntilIdleAsync(Token);

        receipt.Scope.ShouldBe("q");
        Notes(test).ShouldBe(["A", "shared 17"], ignoreOrder: true);
        (await test.In("p").ListRunsAsync(cancellationToken: Token)).Items.ShouldHaveSingleItem().Rule.ShouldBe("stored");
        (await test.In("q").ListRunsAsync(cancellationToken: Token)).Items.ShouldHaveSingleItem().Rule.ShouldBe("shared");
        (await test.In("p").ListEventsAsync(new() { Type = "automation.webhook.crm" }, Token)).Items.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task EachTrigger_HasItsOwn()
    {
        await using var test = await StartAsync();
        var (orders, orderSender) = await OpenAsync(test, "two", new() { TriggerId = "orders" });
        var (parcels, parcelSender) = await OpenAsync(test, "two", new() { TriggerId = "parcels" });

        await orderSender.SendAsync(test, orders, "1", Order17);
        await parcelSender.SendAsync(test, parcels, "1", """{ "number": "9" }""");
        (await orderSender.SendAsync(test, parcels, "2", Order17)).Status.ShouldBe(WebhookStatus.Refused);
        await test.RunUntilIdleAsync(Token);

        Notes(test).ShouldBe(["17", "parcel 9"], ignoreOrder: true);
        (await test.In("p").ListRunsAsync(cancellationToken: Token)).Items.Select(run => run.Trigger.Id).ShouldBe(["orders", "parcels"], ignoreOrder: true);
    }

    // Faults: the key is not part of the transaction; or only of one host's memory; or forgotten with the window of signatures.
    [Fact]
    public async Task Replay_IsAnsweredWithTheFirstEvent_AndStartsNothing()
    {
        await using var test = await StartAsync();
        var (id, sender) = await OpenAsync(test);
        var headers = sender.Headers("msg_1", Order17);
        var first = await Sender.SendAsync(test, id, headers, Order17);
        await test.CrashAsync(Token);

        var captured = await Sender.SendAsync(test, id, headers, Order17);
        await test.AdvanceAsync(TimeSpan.FromDays(3), Token);
        var late = await sender.SendAsync(test, id, "msg_1", Order17);
        await test.RunUntilIdleAsync(Token);

        foreach (var replay in new[] { captured, late })
        {
            (replay.Status, replay.HttpStatus, replay.EventId).ShouldBe((WebhookStatus.Replayed, 202, first.EventId));
        }

        (await test.In("p").ListRunsAsync(cancellationToken: Token)).Items.ShouldHaveSingleItem();
        (await test.In("p").ListEventsAsync(cancellationToken: Token)).Items.ShouldHaveSingleItem();
    }

    // Faults: the answer names another event, since the first one is gone; a repetition is refused for ever.
    [Fact]
    public async Task Replay_NamesTheFirstEvent_AlsoWhenItIsGone_AndBehindTheWindowItIsANewOne()
    {
        await using var test = await StartAsync(builder => builder.Configure(options => (options.Retention.Succeeded, options.Retention.Events) = (TimeSpan.FromDays(1), TimeSpan.FromDays(1))));
        var (id, sender) = await OpenAsync(test);
        var first = await sender.SendAsync(test, id, "msg_1", Order17);
        await test.AdvanceAsync(TimeSpan.FromDays(3), Token);
        await test.In("p").PurgeAsync(cancellationToken: Token);

        (await sender.SendAsync(test, id, "msg_1", Order17)).ShouldBe(first with { Status = WebhookStatus.Replayed });
        (await test.In("p").WhyAsync(first.EventId!.Value, Token)).ShouldBeNull();
        await test.AdvanceAsync(TimeSpan.FromDays(5), Token);
        var again = await sender.SendAsync(test, id, "msg_1", Order17);

        (again.Status, again.EventId == first.EventId).ShouldBe((WebhookStatus.Accepted, false));
    }

    [Fact]
    public async Task SameId_WithAnotherBody_IsAConflict_AndOfAnotherWebhookItsOwn()
    {
        await using var test = await StartAsync();
        var (id, sender) = await OpenAsync(test);
        var (other, otherSender) = await OpenAsync(test, "beside");
        await sender.SendAsync(test, id, "msg_1", Order17);

        var conflict = await sender.SendAsync(test, id, "msg_1", """{ "id": "18", "total": 1 }""");

        (conflict.Status, conflict.HttpStatus, conflict.EventId).ShouldBe((WebhookStatus.Conflict, 422, null));
        conflict.Message.ShouldNotBeNull().ShouldStartWith("The key 'msg_1' was used before with another body");
        (await otherSender.SendAsync(test, other, "msg_1", """{ "id": "18", "total": 1 }""")).Status.ShouldBe(WebhookStatus.Accepted);
        (await test.In("p").ListEventsAsync(cancellationToken: Token)).Items.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("", "not valid JSON")]
    [InlineData("a=1&b=2", "not valid JSON")]
    [InlineData("{ \"id\": \"1\", \"id\": \"2\" }", "two properties of one name")]
    [InlineData("{ \"id\": 1e999 }", "")]
    [InlineData("{ \"id\": \"\\u0000\" }", "")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[0]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]", "")]
    public async Task Body_ThatIsNoEvent_IsInvalid_AndNothingIsStored(string body, string says)
    {
        await using var test = await StartAsync();
        var (id, sender) = await OpenAsync(test);

        var receipt = await sender.SendAsync(test, id, "msg_1", body);

        (receipt.Status, receipt.HttpStatus, receipt.EventId, receipt.Scope).ShouldBe((WebhookStatus.Invalid, 400, null, null));
        receipt.Message.ShouldNotBeNull().ShouldSatisfyAllConditions(
            message => message.ShouldStartWith("The body of a delivery to trigger 'webhook': "), message => message.ShouldContain(says), message => message.ShouldEndWith("."));
        (await test.In("p").ListEventsAsync(cancellationToken: Token)).Items.ShouldBeEmpty();

        // The sender may mend it under the same id.
        (await sender.SendAsync(test, id, "msg_1", Order17)).Status.ShouldBe(WebhookStatus.Accepted);
    }

    [Fact]
    public async Task Body_ThatIsTooLarge_IsSaidBeforeAnythingElse()
    {
        await using var test = await StartAsync();
        var (id, sender) = await OpenAsync(test);
        var body = $"\"{new string('x', 256 * 1024 - 1)}\"";

        var known = await sender.SendAsync(test, id, "msg_1", body);
        var unknown = await sender.SendAsync(test, "nobody", "msg_1", body);

        (known.Status, known.HttpStatus).ShouldBe((WebhookStatus.TooLarge, 413));
        unknown.ShouldBe(known);
    }

    // Fault: a delivery passes by the guards, as a run by hand does.
    [Fact]
    public async Task EveryGuard_HasItsVerdict()
    {
        await using var test = await StartAsync(builder => builder
            .AddRule<Order>("busy", rule => rule.OnWebhook().Guard(new() { OnePerSubject = true, WhenBusy = WhenBusy.Skip }).Delay("d", TimeSpan.FromHours(1)))
            .AddRule<Order>("gated", rule => rule.OnWebhook().When(order => order.Total > 1000).Then("a", run => new Note("gated"))));
        var (id, sender) = await OpenAsync(test);
        var (busy, busySender) = await OpenAsync(test, "busy");
        var (gated, gatedSender) = await OpenAsync(test, "gated");
        var number = 0;
        async Task<VerdictReason> SendAsync(string webhook, Sender by)
        {
            var receipt = await by.SendAsync(test, webhook, $"msg_{++number}", Order17);
            receipt.Status.ShouldBe(WebhookStatus.Accepted);
            await test.RunUntilIdleAsync(Token);
            return (await test.In("p").WhyAsync(receipt.EventId!.Value, Token))!.Verdicts.ShouldHaveSingleItem().Reason;
        }

        var rule = test.In("p").Rule("code");
        await rule.DisableAsync(cancellationToken: Token);
        (await SendAsync(id, sender)).ShouldBe(VerdictReason.Disabled);
        await rule.EnableAsync(cancellationToken: Token);
        await rule.OptOutAsync(cancellationToken: Token);
        (await SendAsync(id, sender)).ShouldBe(VerdictReason.OptedOut);
        await rule.OptInAsync(cancellationToken: Token);
        await rule.PauseAsync(cancellationToken: Token);
        (await SendAsync(id, sender)).ShouldBe(VerdictReason.Paused);
        await rule.ResumeAsync(cancellationToken: Token);
        await test.In("p").OverrideSubjectAsync("17", cancellationToken: Token);
        (await SendAsync(id, sender)).ShouldBe(VerdictReason.Overridden);
        await test.In("p").ReleaseSubjectAsync("17", Token);
        (await SendAsync(gated, gatedSender)).ShouldBe(VerdictReason.ConditionFalse);
        (await SendAsync(busy, busySender)).ShouldBe(VerdictReason.Ran);
        (await SendAsync(busy, busySender)).ShouldBe(VerdictReason.Busy);
        Notes(test).ShouldBeEmpty();
        (await SendAsync(id, sender)).ShouldBe(VerdictReason.Ran);
    }

    [Fact]
    public async Task Debounce_BringsDeliveriesTogether()
    {
        await using var test = await StartAsync(builder => builder.AddRule<Order>("quiet", rule => rule
            .OnWebhook().Guard(new() { Debounce = TimeSpan.FromSeconds(30) }).Then("a", run => new Note($"{run.Input.Total}"))));
        var (id, sender) = await OpenAsync(test, "quiet");
        for (var total = 1; total <= 3; total++)
        {
            var receipt = await sender.SendAsync(test, id, $"msg_{total}", $$"""{ "id": "17", "total": {{total}} }""");
            (await test.In("p").WhyAsync(receipt.EventId!.Value, Token))!.Verdicts.ShouldHaveSingleItem().Reason.ShouldBe(VerdictReason.Debounced);
        }

        await test.AdvanceAsync(TimeSpan.FromMinutes(1), Token);

        Notes(test).ShouldBe(["3"]);
        (await test.In("p").ListRunsAsync(cancellationToken: Token)).Items.ShouldHaveSingleItem().Trigger.Kind.ShouldBe(TriggerKind.Webhook);
    }

    // Fault: what a handler delivers begins a chain of its own, and a circle through a webhook never ends.
    [Fact]
    public async Task HandlersThatDeliver_GoOnWithTheirChain()
    {
        var number = 0;
        await using var test = await StartAsync();
        var (id, sender) = await OpenAsync(test);
        test.Fake<Note>(async (_, _, token) =>
        {
            await sender.SendAsync(test, id, $"msg_{Interlocked.Increment(ref number)}", Order17);
            return null;
        });

        await sender.SendAsync(test, id, "first", Order17);
        await test.RunUntilIdleAsync(Token);

        (await test.In("p").ListRunsAsync(cancellationToken: Token)).Items.Count.ShouldBe(4);
        (await test.In("p").ListEventsAsync(cancellationToken: Token)).Items[0].Verdicts.ShouldHaveSingleItem().Reason.ShouldBe(VerdictReason.SuppressedLoop);
    }

    [Fact]
    public async Task PlainSecret_IsCheckedInItsHeader_AndAKeyIsNotNeeded()
    {
        await using var test = await StartAsync();
        var (id, _) = await OpenAsync(test, options: new() { Check = WebhookCheck.Secret, Secret = "a-secret-of-the-sender-0123" });
        Task<WebhookReceipt> SendAsync(string? secret, string? key = null, string header = "Idempotency-Key")
        {
            var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            if (secret is not null)
            {
                headers["x-webhook-secret"] = secret;
            }

            if (key is not null)
            {
                headers[header] = key;
            }

            return Sender.SendAsync(test, id, headers, Order17);
        }

        (await SendAsync("a-secret-of-the-sender-0123")).Status.ShouldBe(WebhookStatus.Accepted);
        (await SendAsync("a-secret-of-the-sender-0123")).Status.ShouldBe(WebhookStatus.Accepted);
        var keyed = await SendAsync("a-secret-of-the-sender-0123", "delivery 1");
        (await SendAsync("a-secret-of-the-sender-0123", "delivery 1")).ShouldBe(keyed with { Status = WebhookStatus.Replayed });
        (await SendAsync("a-secret-of-the-sender-0123", "delivery 1", "webhook-id")).EventId.ShouldBe(keyed.EventId);
        (await SendAsync("a-secret-of-the-sender-0123", new string('k', 300))).Status.ShouldBe(WebhookStatus.Invalid);
        foreach (var wrong in new[] { null, "", " ", "a-secret-of-the-sender-0124", "a-secret-of-the-sender-012", "A-secret-of-the-sender-0123", "a-secret-of-the-sender-0123 ", new string('x', 100_000) })
        {
            (await SendAsync(wrong)).ShouldBe(new WebhookReceipt { Status = WebhookStatus.Refused });
        }
    }

    // Faults: a signature lets in where the secret is asked for, and the other way round.
    [Fact]
    public async Task EachCheck_TakesItsOwnProofOnly()
    {
        const string secret = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz";
        await using var test = await StartAsync();
        var (signed, sender) = await OpenAsync(test, options: new() { Secret = secret });
        var (told, _) = await OpenAsync(test, "beside", new() { Secret = secret, Check = WebhookCheck.Secret });

        (await sender.SendAsync(test, told, "msg_1", Order17)).Status.ShouldBe(WebhookStatus.Refused);
        (await Sender.SendAsync(test, signed, new() { ["X-Webhook-Secret"] = secret, ["webhook-id"] = "msg_1" }, Order17)).Status.ShouldBe(WebhookStatus.Refused);
    }

    [Fact]
    public async Task Previews_AndBacktests_KnowTheDeliveriesOfTheirRule()
    {
        await using var test = await StartAsync();
        var (id, sender) = await OpenAsync(test);
        var (other, otherSender) = await OpenAsync(test, "beside");
        var receipt = await sender.SendAsync(test, id, "msg_1", Order17);
        await otherSender.SendAsync(test, other, "msg_1", """{ "id": "18", "total": 1 }""");
        await test.RunUntilIdleAsync(Token);

        var recorded = await test.In("p").Rule("code").PreviewAsync(new PreviewInput.Recorded(receipt.EventId!.Value), Token);
        var imagined = await test.In("p").Rule("two").PreviewAsync(new PreviewInput.Event("automation.webhook.parcels", JsonElement.Parse("""{ "number": "9" }""")), Token);
        var backtest = await test.In("p").Rule("code").BacktestAsync(cancellationToken: Token);

        (recorded.WouldRun, recorded.Subject).ShouldBe((true, "17"));
        (imagined.WouldRun, imagined.Input.GetProperty("id").GetString()).ShouldBe((true, "parcel 9"));
        (backtest.Events, backtest.Reasons[VerdictReason.Ran]).ShouldBe((1, 1));
        (await test.In("p").ListEventsAsync(cancellationToken: Token)).Items.Count.ShouldBe(2);
    }

    // Fault: the newest events of the type are taken, whosever they are, and those of the rule found among them.
    [Fact]
    public async Task Backtest_GoesOnUntilItHasItsOwnDeliveries()
    {
        await using var test = await StartAsync();
        var (id, sender) = await OpenAsync(test);
        var (other, otherSender) = await OpenAsync(test, "beside");
        await sender.SendAsync(test, id, "0", Order17);
        var second = await sender.SendAsync(test, id, "1", Order17);
        for (var number = 0; number < 3; number++)
        {
            await otherSender.SendAsync(test, other, $"{number}", Order17);
        }

        await test.RunUntilIdleAsync(Token);

        var report = await test.In("p").Rule("code").BacktestAsync(new() { Limit = 1 }, Token);

        (report.Events, report.Samples.ShouldHaveSingleItem().EventId).ShouldBe((1, second.EventId!.Value));
    }

    // Faults: what is imagined is about nothing; what another rule was sent would run this one.
    [Fact]
    public async Task Previews_HaveTheSubjectOfADelivery_AndNoDeliveryOfAnotherRule()
    {
        await using var test = await StartAsync();
        var (id, sender) = await OpenAsync(test);
        var receipt = await sender.SendAsync(test, id, "msg_1", Order17);

        var imagined = await test.In("p").Rule("code").PreviewAsync(new PreviewInput.Event("automation.webhook", JsonElement.Parse(Order17)), Token);
        var named = await test.In("p").Rule("code").PreviewAsync(new PreviewInput.Event("automation.webhook", JsonElement.Parse(Order17), "18"), Token);
        var parcel = await test.In("p").Rule("two").PreviewAsync(new PreviewInput.Event("automation.webhook.parcels", JsonElement.Parse("""{ "number": "9" }""")), Token);
        var others = await test.In("p").Rule("beside").PreviewAsync(new PreviewInput.Recorded(receipt.EventId!.Value), Token);

        (imagined.WouldRun, imagined.Subject, named.Subject, parcel.Subject).ShouldBe((true, "17", "18", null));
        (others.WouldRun, others.Reason, others.Detail).ShouldBe((false, VerdictReason.ConditionFalse, "The event was delivered to a webhook of another rule."));
    }

    // Fault: what a sender cannot mend is refused for ever, or the repetition of what was accepted is.
    [Theory]
    [InlineData("")]
    [InlineData("two\\nlines")]
    [InlineData("520")]
    public async Task SubjectThatIsNone_IsLeftOut(string id)
    {
        await using var test = await StartAsync();
        var (webhook, sender) = await OpenAsync(test);
        var body = $$"""{ "id": "{{(id == "520" ? new string('x', 520) : id)}}", "total": 250 }""";

        var receipt = await sender.SendAsync(test, webhook, "msg_1", body);
        await test.RunUntilIdleAsync(Token);

        receipt.Status.ShouldBe(WebhookStatus.Accepted);
        (await test.In("p").WhyAsync(receipt.EventId!.Value, Token))!.Subject.ShouldBeNull();
        (await sender.SendAsync(test, webhook, "msg_1", body)).ShouldBe(receipt with { Status = WebhookStatus.Replayed });
    }

    [Fact]
    public async Task Rerun_HasTheDelivery()
    {
        await using var test = await StartAsync();
        var (id, sender) = await OpenAsync(test);
        await sender.SendAsync(test, id, "msg_1", Order17);
        await test.RunUntilIdleAsync(Token);
        var run = (await test.In("p").ListRunsAsync(cancellationToken: Token)).Items.ShouldHaveSingleItem().Id;

        await test.In("p").RerunAsync(run, cancellationToken: Token);
        await test.RunUntilIdleAsync(Token);

        Notes(test).ShouldBe(["17", "17"]);
    }

    // Fault: whoever publishes such an event is taken for a sender that was checked.
    [Theory]
    [InlineData("automation.webhook")]
    [InlineData("automation.webhook.crm")]
    public async Task EventsOfTheType_AreNobodysToPublish_AndStartNothing(string type)
    {
        await using var test = await StartAsync();

        (await Should.ThrowAsync<EventRejectedException>(() => test.In("p").PublishJsonAsync(type, "{}"u8.ToArray(), cancellationToken: Token))).Code.ShouldBe("reserved-type");
        (await test.In("p").Rules.CheckAsync(Stored(triggers: $$"""{ "type": "event", "config": { "event": "{{type}}" } }"""), Token)).Warnings.ShouldContain(warning => warning.Code == "not-fired");
    }
}
