using System.Text.Json;
using Automation.Engine.Tests.Hosting;
using Automation.Engine.Tests.Running.Driving;
using Automation.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using static Automation.Engine.Tests.Webhooks.WebhookRules;

namespace Automation.Engine.Tests.Webhooks;

/// <summary>Webhooks as their owner sees them: how they are made, change their secrets, and end.</summary>
public sealed class WebhookSecretTests
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Create_TellsTheSecretOnce()
    {
        await using var test = await StartAsync();

        var made = await test.In("p").Webhooks.CreateAsync("code", new() { Author = "ada" }, Token);
        var again = await test.In("p").Webhooks.CreateAsync("code", new() { Author = "bob" }, Token);
        var other = await test.In("q").Webhooks.CreateAsync("code", cancellationToken: Token);

        made.Webhook.ShouldBe(new Webhook { Id = made.Webhook.Id, Rule = "code", TriggerId = "webhook", Check = WebhookCheck.Signature, Enabled = true, CreatedAt = test.Clock.GetUtcNow(), CreatedBy = "ada" });
        made.Webhook.Id.ShouldMatch("^[A-Za-z0-9_-]{43}$");
        Convert.FromBase64String(made.Secret.ShouldNotBeNull()["whsec_".Length..]).Length.ShouldBe(32);
        again.ShouldBe(new WebhookSecret { Webhook = made.Webhook });
        (await test.In("p").Webhooks.ListAsync(cancellationToken: Token)).ShouldBe([made.Webhook]);
        other.Webhook.Id.ShouldNotBe(made.Webhook.Id);
        other.Secret.ShouldNotBe(made.Secret);
    }

    // Fault: whoever prints what it has prints the secret.
    [Fact]
    public async Task Secret_IsInNoTextOfWhatHasIt()
    {
        await using var test = await StartAsync();
        var secret = "whsec_" + Convert.ToBase64String(new byte[32]);
        var made = await test.In("p").Webhooks.CreateAsync("code", new() { Secret = secret }, Token);
        var record = (await test.Services.GetRequiredService<IAutomationStore>().FindWebhookAsync(made.Webhook.Id, Token)).ShouldNotBeNull();

        object[] all = [made, made.Webhook, record, new WebhookOptions { Secret = secret }, new WebhookRotation { Secret = secret }];

        record.Body.ShouldContain(secret);
        all.ShouldAllBe(one => !$"{one}".Contains(secret));
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("twenty-three-characters")]
    [InlineData("a secret with spaces in it")]
    [InlineData("ein-Geheimnis-mit-Ümlauten")]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa!!")]
    [InlineData("whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkw")]
    [InlineData("129")]
    public async Task Secret_ThatIsNone_IsRefused_WithoutBeingSaid(string secret)
    {
        await using var test = await StartAsync();
        secret = secret == "129" ? new string('x', 129) : secret;
        var made = await test.In("p").Webhooks.CreateAsync("beside", cancellationToken: Token);

        var create = await Should.ThrowAsync<ArgumentException>(() => test.In("p").Webhooks.CreateAsync("code", new() { Secret = secret }, Token));
        var rotate = await Should.ThrowAsync<ArgumentException>(() => test.In("p").Webhooks.RotateAsync(made.Webhook.Id, new() { Secret = secret }, Token));

        create.Message.ShouldStartWith("WebhookOptions.Secret ");
        rotate.Message.ShouldStartWith("WebhookRotation.Secret ");
        (secret.Length > 0 && create.Message.Contains(secret, StringComparison.Ordinal)).ShouldBeFalse();
        (await test.In("p").Webhooks.ListAsync(cancellationToken: Token)).ShouldBe([made.Webhook]);
    }

    [Theory]
    [InlineData("none", null, "Rule 'none': the trigger of the webhook is not said, and it has no webhook trigger. Add OnWebhook, or { \"type\": \"webhook\" }.")]
    [InlineData("none", "event", "Rule 'none': there is no webhook trigger 'event': it has no webhook trigger. Add OnWebhook, or { \"type\": \"webhook\" }.")]
    [InlineData("two", null, "Rule 'two': the trigger of the webhook is not said, and its webhook triggers are 'orders', 'parcels'. Name one of them with WebhookOptions.TriggerId.")]
    [InlineData("two", "x", "Rule 'two': there is no webhook trigger 'x': its webhook triggers are 'orders', 'parcels'. Name one of them with WebhookOptions.TriggerId.")]
    public async Task Create_WithoutItsTrigger_SaysWhichThereAre(string rule, string? trigger, string message)
    {
        await using var test = await StartAsync();

        var fault = (await Should.ThrowAsync<RuleDefinitionException>(() => test.In("p").Webhooks.CreateAsync(rule, new() { TriggerId = trigger }, Token))).Faults.ShouldHaveSingleItem();

        (fault.Code, fault.Message).ShouldBe(("no-webhook", message));
    }

    [Fact]
    public async Task Create_OfNoRule_OrWithNoCheck_IsRefused()
    {
        await using var test = await StartAsync();

        (await Should.ThrowAsync<RuleNotFoundException>(() => test.In("p").Webhooks.CreateAsync("cod", cancellationToken: Token))).Message.ShouldContain("code");
        (await Should.ThrowAsync<ArgumentException>(() => test.In("p").Webhooks.CreateAsync("code", new() { Check = (WebhookCheck)7 }, Token))).Message
            .ShouldStartWith("WebhookOptions.Check has no value 7. Signature or Secret is allowed.");
    }

    // Faults: the former secret ends with the first delivery of the next; or never.
    [Fact]
    public async Task Rotation_LetsBothSecretsIn_ForTwentyFourHours()
    {
        await using var test = await StartAsync();
        var (id, former) = await OpenAsync(test);
        var made = test.Clock.GetUtcNow();
        var rotated = (await test.In("p").Webhooks.RotateAsync(id, new() { Author = "ada" }, Token)).ShouldNotBeNull();
        var present = new Sender(rotated.Secret.ShouldNotBeNull(), test.Clock);
        async Task<(WebhookStatus Former, WebhookStatus Present)> SendAsync(string delivery) =>
            ((await former.SendAsync(test, id, delivery + "f", Order17)).Status, (await present.SendAsync(test, id, delivery + "p", Order17)).Status);

        (rotated.Webhook.RotatedAt, rotated.Webhook.RotatedBy, rotated.Webhook.FormerUntil).ShouldBe((made, "ada", made + Day));
        (await SendAsync("1")).ShouldBe((WebhookStatus.Accepted, WebhookStatus.Accepted));
        await test.AdvanceAsync(Day - TimeSpan.FromSeconds(1), Token);
        (await SendAsync("2")).ShouldBe((WebhookStatus.Accepted, WebhookStatus.Accepted));
        (await test.In("p").Webhooks.ListAsync(cancellationToken: Token)).ShouldHaveSingleItem().FormerUntil.ShouldBe(made + Day);
        await test.AdvanceAsync(TimeSpan.FromSeconds(1), Token);
        (await SendAsync("3")).ShouldBe((WebhookStatus.Refused, WebhookStatus.Accepted));
        (await test.In("p").Webhooks.ListAsync(cancellationToken: Token)).ShouldHaveSingleItem().FormerUntil.ShouldBeNull();
    }

    [Fact]
    public async Task Rotation_EndsTheSecretBeforeTheFormer_AndAtWillTheFormerAtOnce()
    {
        await using var test = await StartAsync();
        var (id, first) = await OpenAsync(test);
        var second = new Sender((await test.In("p").Webhooks.RotateAsync(id, cancellationToken: Token))!.Secret!, test.Clock);
        var third = new Sender((await test.In("p").Webhooks.RotateAsync(id, cancellationToken: Token))!.Secret!, test.Clock);

        (await first.SendAsync(test, id, "1", Order17)).Status.ShouldBe(WebhookStatus.Refused);
        (await second.SendAsync(test, id, "2", Order17)).Status.ShouldBe(WebhookStatus.Accepted);
        (await third.SendAsync(test, id, "3", Order17)).Status.ShouldBe(WebhookStatus.Accepted);

        var leaked = await test.In("p").Webhooks.RotateAsync(id, new() { KeepFormer = TimeSpan.Zero, Secret = "a-secret-of-the-host-012345" }, Token);
        (await third.SendAsync(test, id, "4", Order17)).Status.ShouldBe(WebhookStatus.Refused);
        (await new Sender("a-secret-of-the-host-012345", test.Clock).SendAsync(test, id, "5", Order17)).Status.ShouldBe(WebhookStatus.Accepted);
        (leaked!.Secret, leaked.Webhook.FormerUntil).ShouldBe(("a-secret-of-the-host-012345", null));
        foreach (var span in new[] { TimeSpan.FromTicks(-1), Day + TimeSpan.FromTicks(1) })
        {
            await Should.ThrowAsync<ArgumentOutOfRangeException>(() => test.In("p").Webhooks.RotateAsync(id, new() { KeepFormer = span }, Token));
        }
    }

    // Fault: who asks again, since an answer was lost, ends the secret that the sender still has.
    [Fact]
    public async Task Rotation_ToTheSecretThatCountsAlready_ChangesNothing()
    {
        await using var test = await StartAsync();
        var (id, former) = await OpenAsync(test);
        var next = new WebhookRotation { Secret = "a-secret-of-the-host-012345" };
        var first = await test.In("p").Webhooks.RotateAsync(id, next, Token);
        await test.AdvanceAsync(TimeSpan.FromHours(1), Token);

        (await test.In("p").Webhooks.RotateAsync(id, next, Token)).ShouldBe(first);
        (await former.SendAsync(test, id, "1", Order17)).Status.ShouldBe(WebhookStatus.Accepted);
    }

    [Fact]
    public async Task IdOfAnotherScope_AnswersLikeNone()
    {
        await using var test = await StartAsync();
        var (id, sender) = await OpenAsync(test);
        var webhooks = test.In("q").Webhooks;
        foreach (var asked in new[] { id, "nobody", "", "a\0b", "\ud800" })
        {
            (await webhooks.RotateAsync(asked, cancellationToken: Token)).ShouldBeNull();
            (await webhooks.SwitchAsync(asked, enabled: false, cancellationToken: Token)).ShouldBeNull();
            (await webhooks.DeleteAsync(asked, Token)).ShouldBeFalse();
        }

        (await webhooks.ListAsync(cancellationToken: Token)).ShouldBeEmpty();
        (await sender.SendAsync(test, id, "1", Order17)).Status.ShouldBe(WebhookStatus.Accepted);
    }

    // Faults: the id changes with the rule's version; or what was deleted goes on for the next rule of the name.
    [Fact]
    public async Task Webhook_OutlivesEdits_AndEndsWithTheRule()
    {
        await using var test = await StartAsync();
        await test.In("p").Rules.SaveAsync(Stored(), cancellationToken: Token);
        var (id, sender) = await OpenAsync(test, "stored");

        await test.In("p").Rules.SaveAsync(Stored(text: "edited {{ input.id }}"), cancellationToken: Token);
        (await sender.SendAsync(test, id, "1", Order17)).Status.ShouldBe(WebhookStatus.Accepted);
        await test.In("p").Rules.SaveAsync(Stored(triggers: """{ "type": "manual" }"""), cancellationToken: Token);
        (await sender.SendAsync(test, id, "2", Order17)).Status.ShouldBe(WebhookStatus.Refused);
        await test.In("p").Rules.SaveAsync(Stored(), cancellationToken: Token);
        (await sender.SendAsync(test, id, "3", Order17)).Status.ShouldBe(WebhookStatus.Accepted);
        await test.RunUntilIdleAsync(Token);
        Notes(test).ShouldBe(["edited 17", "17"], ignoreOrder: true);

        await test.In("p").Rules.DeleteAsync("stored", Token);
        await test.In("p").Rules.SaveAsync(Stored(), cancellationToken: Token);
        (await sender.SendAsync(test, id, "4", Order17)).Status.ShouldBe(WebhookStatus.Refused);
        (await test.In("p").Webhooks.ListAsync(cancellationToken: Token)).ShouldBeEmpty();
        (await OpenAsync(test, "stored")).Id.ShouldNotBe(id);
    }

    [Fact]
    public async Task SharedRule_ThatIsDeleted_EndsItsWebhooksInAllScopes()
    {
        await using var test = await StartAsync();
        await test.SharedRules.SaveAsync(Stored("shared"), cancellationToken: Token);
        var (here, hereSender) = await OpenAsync(test, "shared");
        await OpenAsync(test, "shared", scope: "q");
        await OpenAsync(test, "code", scope: "q");
        await test.SharedRules.SaveAsync(Stored("shared", text: "edited"), cancellationToken: Token);
        (await hereSender.SendAsync(test, here, "1", Order17)).Status.ShouldBe(WebhookStatus.Accepted);

        await test.SharedRules.DeleteAsync("shared", Token);

        (await hereSender.SendAsync(test, here, "2", Order17)).Status.ShouldBe(WebhookStatus.Refused);
        (await test.In("p").Webhooks.ListAsync(cancellationToken: Token)).ShouldBeEmpty();
        (await test.In("q").Webhooks.ListAsync(cancellationToken: Token)).ShouldHaveSingleItem().Rule.ShouldBe("code");
    }

    // Fault: during a rolling deployment a host of the old build tells genuine senders that they may not come in, and they give up.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CodeRule_ThatABuildHasNot_OrNotItsTrigger_IsSentAgain(bool hasRule)
    {
        var database = new InMemoryDatabase();
        var log = new RecordingLog();
        await using var test = await StartAsync(builder => builder.AddRule<Order>("extra", rule => rule.OnWebhook().Then("a", run => new Note("extra"))), database);
        var (id, sender) = await OpenAsync(test, "extra");
        await using var older = await StartAsync(
            builder =>
            {
                builder.Services.AddLogging(logs => logs.AddProvider(log));
                _ = hasRule ? builder.AddRule<Order>("extra", rule => rule.OnEvent<Order>().Then("a", run => new Note("extra"))) : builder;
            },
            database);

        var away = await Should.ThrowAsync<AutomationUnavailableException>(() => sender.SendAsync(older, id, "1", Order17));

        var says = $"This host's build has no rule 'extra' with a webhook trigger 'webhook', and none of the name is stored in scope 'p'; nothing was stored. Let the delivery be sent again to a host that has it, or delete webhook '{id}'.";
        away.Message.ShouldBe(says);
        log.Lines.ShouldContain($"A genuine delivery was not taken: {says}");
        (await new Sender("another-secret-0123456789", test.Clock).SendAsync(older, id, "1", Order17)).Status.ShouldBe(WebhookStatus.Refused);
        (await sender.SendAsync(test, id, "1", Order17)).Status.ShouldBe(WebhookStatus.Accepted);
    }

    // Fault: the webhook of the host's own rule ends with a stored one that does not count.
    [Fact]
    public async Task StoredRule_InTheShadeOfACodeRule_IsDeletedWithoutItsWebhook()
    {
        var database = new InMemoryDatabase();
        await using (var older = await StartAsync(database: database))
        {
            await older.In("p").Rules.SaveAsync(Stored("extra"), cancellationToken: Token);
        }

        await using var test = await StartAsync(builder => builder.AddRule<Order>("extra", rule => rule.OnWebhook().Then("a", run => new Note("extra"))), database);
        var (id, sender) = await OpenAsync(test, "extra");

        (await test.In("p").Rules.DeleteAsync("extra", Token)).ShouldBeTrue();

        (await sender.SendAsync(test, id, "1", Order17)).Status.ShouldBe(WebhookStatus.Accepted);
        await test.RunUntilIdleAsync(Token);
        Notes(test).ShouldBe(["extra"]);
    }

    // Fault: a refusal is decided by what the host remembers of the scope.
    [Fact]
    public async Task RuleThatAnotherHostSaved_IsKnownWhenItsWebhookIsAsked_AndNoMoreWhenItIsDeleted()
    {
        var database = new InMemoryDatabase();
        await using var here = await StartAsync(database: database);
        await using var there = await StartAsync(database: database);
        await there.In("p").PublishAsync(new Order("1", 1), cancellationToken: Token);
        await here.In("p").Rules.SaveAsync(Stored(), cancellationToken: Token);
        var (id, sender) = await OpenAsync(here, "stored");

        (await sender.SendAsync(there, id, "1", Order17)).Status.ShouldBe(WebhookStatus.Accepted);
        await here.In("p").Rules.DeleteAsync("stored", Token);
        (await sender.SendAsync(there, id, "2", Order17)).Status.ShouldBe(WebhookStatus.Refused);
    }

    // Fault: a copy of a rule is another way in with the same secret.
    [Fact]
    public async Task DuplicateAndExport_CarryNeitherIdNorSecret()
    {
        await using var test = await StartAsync();
        await test.In("p").Rules.SaveAsync(Stored(), cancellationToken: Token);
        var made = await test.In("p").Webhooks.CreateAsync("stored", cancellationToken: Token);

        await test.In("p").Rules.DuplicateAsync("stored", "copy", cancellationToken: Token);
        var exports = new[] { await test.In("p").Rules.ExportAsync(cancellationToken: Token), await test.In("p").Rule("stored").ExportAsync(Token), await test.In("p").Rule("stored").ShowAsync(Token) };

        (await test.In("p").Webhooks.ListAsync("copy", Token)).ShouldBeEmpty();
        exports.ShouldAllBe(text => text.Contains("webhook") && !text.Contains(made.Webhook.Id) && !text.Contains(made.Secret!));
    }

    // Fault: each of those who ask at once is told a secret.
    [Fact]
    public async Task ManyAtOnce_MakeOne_AndOneIsToldItsSecret()
    {
        await using var test = await StartAsync();

        var made = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => test.In("p").Webhooks.CreateAsync("code", cancellationToken: Token))));

        made.Select(one => one.Webhook).Distinct().ShouldHaveSingleItem();
        made.Count(one => one.Secret is not null).ShouldBe(1);
    }

    // Fault: what another host changed is remembered otherwise here.
    [Fact]
    public async Task Changes_CountOnEveryHost_FromTheNextDeliveryOn()
    {
        var database = new InMemoryDatabase();
        await using var here = await StartAsync(database: database);
        await using var there = await StartAsync(database: database);
        var (id, sender) = await OpenAsync(here);
        (await sender.SendAsync(there, id, "1", Order17)).Status.ShouldBe(WebhookStatus.Accepted);

        await here.In("p").Webhooks.SwitchAsync(id, enabled: false, cancellationToken: Token);
        (await sender.SendAsync(there, id, "2", Order17)).Status.ShouldBe(WebhookStatus.Refused);
        (await there.In("p").Webhooks.SwitchAsync(id, enabled: true, cancellationToken: Token)).ShouldNotBeNull().Enabled.ShouldBeTrue();
        await there.In("p").Webhooks.RotateAsync(id, new() { KeepFormer = TimeSpan.Zero }, Token);
        (await sender.SendAsync(here, id, "3", Order17)).Status.ShouldBe(WebhookStatus.Refused);
    }

    [Fact]
    public async Task CorruptWebhook_LetsNothingIn()
    {
        await using var test = await StartAsync();
        var (id, sender) = await OpenAsync(test);
        var empty = new Sender("", test.Clock);
        var store = test.Services.GetRequiredService<IAutomationStore>();
        var record = (await store.FindWebhookAsync(id, Token))!;
        var kept = JsonSerializer.Serialize(JsonElement.Parse(record.Body).GetProperty("secret"));
        static string Secret(string secret, string? former = null) =>
            $$"""{"check":1,"secret":{{secret}},{{(former is null ? "" : $"\"former\":{former},\"formerUntil\":\"9000-01-01T00:00:00+00:00\",")}}"createdAt":"2020-01-01T00:00:00+00:00"}""";
        foreach (var body in new[] { "no JSON", "null", "{}", record.Body.Replace("whsec_", "whsec_!", StringComparison.Ordinal), record.Body.Replace("\"check\":1", "\"check\":9", StringComparison.Ordinal),
            Secret("\"\""), Secret("null"), Secret("\"whsec_\""), Secret("\"short\""), Secret(kept, "\"\""), Secret(kept, "\"whsec_\""), Secret("\"\"", kept) })
        {
            record = record with { Revision = record.Revision + 1, Body = body };
            (await store.SaveWebhookAsync(record, (await store.LoadRulesAsync("p", Token)).Version, 0, Token)).ShouldBeTrue();
            (await sender.SendAsync(test, id, "1", Order17)).ShouldBe(new WebhookReceipt { Status = WebhookStatus.Refused }, body);
            (await empty.SendAsync(test, id, "1", Order17)).ShouldBe(new WebhookReceipt { Status = WebhookStatus.Refused }, body);
        }

        (await test.In("p").Webhooks.DeleteAsync(id, Token)).ShouldBeTrue();
    }

    // Fault: an owner sees none of the webhooks, and a sender an error, since one of them is corrupt.
    [Fact]
    public async Task CorruptWebhook_IsListedAsClosed_BesideTheOthers_AndAnotherSecretMendsIt()
    {
        await using var test = await StartAsync();
        var (id, _) = await OpenAsync(test);
        var (other, _) = await OpenAsync(test, "beside");
        var store = test.Services.GetRequiredService<IAutomationStore>();
        var record = (await store.FindWebhookAsync(id, Token))!;
        await store.SaveWebhookAsync(record with { Revision = 2, Body = "no JSON" }, (await store.LoadRulesAsync("p", Token)).Version, 0, Token);

        var listed = await test.In("p").Webhooks.ListAsync(cancellationToken: Token);

        listed.Select(one => (one.Id, one.Rule, one.Enabled)).ShouldBe([(other, "beside", true), (id, "code", false)]);
        (await Should.ThrowAsync<StoreFormatException>(() => test.In("p").Webhooks.RotateAsync(id, cancellationToken: Token))).Message
            .ShouldBe($"What is stored of webhook '{id}' of scope 'p' is corrupt. Delete it, and make another one.");

        await store.SaveWebhookAsync(record with { Revision = 3, Body = record.Body.Replace("whsec_", "whsec_!", StringComparison.Ordinal) }, (await store.LoadRulesAsync("p", Token)).Version, 0, Token);
        (await test.In("p").Webhooks.ListAsync("code", Token)).ShouldHaveSingleItem().Enabled.ShouldBeFalse();
        var mended = (await test.In("p").Webhooks.RotateAsync(id, cancellationToken: Token)).ShouldNotBeNull();
        mended.Webhook.Enabled.ShouldBeTrue();
        (await new Sender(mended.Secret!, test.Clock).SendAsync(test, id, "1", Order17)).Status.ShouldBe(WebhookStatus.Accepted);
    }

    [Fact]
    public async Task WebhookThatTheStoreCannotRead_IsRefused_AndItsOwnerHearsOfIt()
    {
        var log = new RecordingLog();
        var store = new HookedStore(new InMemoryDatabase());
        await using var test = await StartAsync(builder => Use(builder, store).Services.AddLogging(logs => logs.AddProvider(log)));
        var (id, sender) = await OpenAsync(test);
        store.BeforeFindWebhook = () => throw new StoreFormatException("Bytes that are no text.");

        (await sender.SendAsync(test, id, "1", Order17)).ShouldBe(new WebhookReceipt { Status = WebhookStatus.Refused });

        log.Lines.ShouldContain(line => line.Contains(id) && line.Contains("corrupt"));
    }

    // Faults: each knock is a line in the log; another corrupt body is passed over in silence, since the one before it was said.
    [Fact]
    public async Task CorruptWebhook_IsLoggedOnce_UntilAnotherIsStored()
    {
        var log = new RecordingLog();
        await using var test = await StartAsync(builder => builder.Services.AddLogging(logs => logs.AddProvider(log)));
        var (id, sender) = await OpenAsync(test);
        var store = test.Services.GetRequiredService<IAutomationStore>();
        var record = (await store.FindWebhookAsync(id, Token))!;
        foreach (var body in new[] { "no JSON", """{"check":1,"secret":"","createdAt":"2020-01-01T00:00:00+00:00"}""" })
        {
            record = record with { Revision = record.Revision + 1, Body = body };
            await store.SaveWebhookAsync(record, (await store.LoadRulesAsync("p", Token)).Version, 0, Token);
            for (var knock = 0; knock < 3; knock++)
            {
                (await sender.SendAsync(test, id, "1", Order17)).Status.ShouldBe(WebhookStatus.Refused);
            }
        }

        log.Lines.Count(line => line.Contains("corrupt")).ShouldBe(2);
    }

    // Fault: who was not answered finds its own webhook, and the secret is lost for ever.
    [Fact]
    public async Task Create_WhoseCommitComesLate_TellsItsSecret()
    {
        var store = new HookedStore(new InMemoryDatabase());
        await using var test = await StartAsync(builder => Use(builder, store));
        store.SaveWebhook = async save =>
        {
            // Not there when it is looked for, and there a moment later.
            store.SaveWebhook = null;
            store.AfterFindWebhook = async () =>
            {
                store.AfterFindWebhook = null;
                await save();
            };
            throw new CommitUnknownException("The link broke.");
        };

        var made = await test.In("p").Webhooks.CreateAsync("code", cancellationToken: Token);

        (await new Sender(made.Secret.ShouldNotBeNull(), test.Clock).SendAsync(test, made.Webhook.Id, "1", Order17)).Status.ShouldBe(WebhookStatus.Accepted);
    }

    // Fault: the store is away when it is asked what it has, and the caller hears that nothing was stored, or that asking again is harmless.
    [Fact]
    public async Task ChangeThatNobodyCanSayOf_IsSaidToBeUnknown()
    {
        var store = new HookedStore(new InMemoryDatabase());
        await using var test = await StartAsync(builder => Use(builder, store));
        var webhooks = test.In("p").Webhooks;
        var (id, _) = await OpenAsync(test);
        store.SaveWebhook = _ => throw new CommitUnknownException("The link broke.");
        store.BeforeFindWebhook = () => throw new StoreUnavailableException("It is away.");

        async Task<string> SaidAsync(Func<Task> call) => (await Should.ThrowAsync<AutomationUnavailableException>(call)).Message;

        const string unknown = "The store did not say whether it stored this. ";
        (await SaidAsync(() => webhooks.CreateAsync("beside", cancellationToken: Token))).ShouldBe(unknown + "Ask again; where the answer has no secret, it was stored: RotateAsync tells another one.");
        (await SaidAsync(() => webhooks.RotateAsync(id, cancellationToken: Token))).ShouldBe(unknown + "Asked again it is another change, which ends the secret before: name the next one (WebhookRotation.Secret).");
        (await SaidAsync(() => webhooks.RotateAsync(id, new() { Secret = "a-secret-of-the-host-012345" }, Token))).ShouldBe(unknown + "Ask again: what is stored already is not stored twice.");
        (await SaidAsync(() => webhooks.SwitchAsync(id, enabled: false, cancellationToken: Token))).ShouldBe(unknown + "Ask again: what is stored already is not stored twice.");
    }

    // Fault: the next webhook of the trigger answers with events of one that ended.
    [Fact]
    public async Task IdsOfDeliveries_AreThoseOfOneWebhook()
    {
        await using var test = await StartAsync();
        var (id, sender) = await OpenAsync(test);
        var first = await sender.SendAsync(test, id, "msg_1", Order17);
        await test.In("p").Webhooks.DeleteAsync(id, Token);
        var (next, nextSender) = await OpenAsync(test);

        var receipt = await nextSender.SendAsync(test, next, "msg_1", Order17);

        receipt.Status.ShouldBe(WebhookStatus.Accepted);
        receipt.EventId.ShouldNotBe(first.EventId);
    }

    // Faults: a leaked former secret cannot be ended without another change; or asking again lengthens it.
    [Fact]
    public async Task Rotation_ToThePresentSecret_EndsTheFormerSooner_AndNeverLater()
    {
        await using var test = await StartAsync();
        var (id, former) = await OpenAsync(test);
        var now = test.Clock.GetUtcNow();
        Task<WebhookSecret?> RotateAsync(TimeSpan keep) => test.In("p").Webhooks.RotateAsync(id, new() { Secret = "a-secret-of-the-host-012345", KeepFormer = keep }, Token);

        await RotateAsync(TimeSpan.FromHours(10));
        (await RotateAsync(Day))!.Webhook.FormerUntil.ShouldBe(now + TimeSpan.FromHours(10));
        (await RotateAsync(TimeSpan.FromHours(2)))!.Webhook.FormerUntil.ShouldBe(now + TimeSpan.FromHours(2));
        (await former.SendAsync(test, id, "1", Order17)).Status.ShouldBe(WebhookStatus.Accepted);
        (await RotateAsync(TimeSpan.Zero))!.Webhook.FormerUntil.ShouldBeNull();
        (await former.SendAsync(test, id, "2", Order17)).Status.ShouldBe(WebhookStatus.Refused);
        (await RotateAsync(Day))!.Webhook.FormerUntil.ShouldBeNull();
    }

    // Fault: who asks for another secret or check believes that it has it.
    [Fact]
    public async Task Create_OfOneThatIsThere_WithAnotherSecretOrCheck_SaysWhatToDo()
    {
        await using var test = await StartAsync();
        var options = new WebhookOptions { Secret = "a-secret-of-the-host-012345" };
        var made = await test.In("p").Webhooks.CreateAsync("code", options, Token);

        var secret = await Should.ThrowAsync<InvalidOperationException>(() => test.In("p").Webhooks.CreateAsync("code", new() { Secret = "another-secret-of-the-host-01" }, Token));
        var check = await Should.ThrowAsync<InvalidOperationException>(() => test.In("p").Webhooks.CreateAsync("code", options with { Check = WebhookCheck.Secret }, Token));

        secret.Message.ShouldBe($"Trigger 'webhook' of rule 'code' has a webhook already, '{made.Webhook.Id}', with another secret. Change its secret with RotateAsync.");
        check.Message.ShouldBe($"Trigger 'webhook' of rule 'code' has a webhook already, '{made.Webhook.Id}', with the check Signature. Delete it with DeleteAsync first.");
        (await test.In("p").Webhooks.CreateAsync("code", options, Token)).ShouldBe(new WebhookSecret { Webhook = made.Webhook });
    }

    // Fault: nobody can say who closed it, or asking again says that it was somebody else.
    [Fact]
    public async Task Switch_SaysWhoDidItAndWhen_OfTheFirstOnly()
    {
        await using var test = await StartAsync();
        var (id, _) = await OpenAsync(test);
        var at = test.Clock.GetUtcNow();

        (await test.In("p").Webhooks.SwitchAsync(id, enabled: true, "ada", Token))!.SwitchedBy.ShouldBeNull();
        var closed = (await test.In("p").Webhooks.SwitchAsync(id, enabled: false, "ada", Token)).ShouldNotBeNull();
        await test.AdvanceAsync(TimeSpan.FromMinutes(1), Token);

        (closed.Enabled, closed.SwitchedBy, closed.SwitchedAt).ShouldBe((false, "ada", at));
        (await test.In("p").Webhooks.SwitchAsync(id, enabled: false, "bob", Token)).ShouldBe(closed);
        (await test.In("p").Webhooks.ListAsync(cancellationToken: Token)).ShouldBe([closed]);
        var open = (await test.In("p").Webhooks.SwitchAsync(id, enabled: true, cancellationToken: Token)).ShouldNotBeNull();
        (open.Enabled, open.SwitchedBy, open.SwitchedAt).ShouldBe((true, null, at + TimeSpan.FromMinutes(1)));
    }

    private static AutomationBuilder Use(AutomationBuilder builder, HookedStore store)
    {
        builder.Services.Replace(ServiceDescriptor.Singleton<IAutomationStore>(store));
        return builder;
    }
}
