using System.Security.Cryptography;
using System.Text;
using Automation.Postgres.Proxy;
using Automation.Storage.EfCore.Tests.Worlds;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Storage.EfCore.Tests.Connections;

/// <summary>T6, at what people change: who hears that it is not known asks again, and it is there once.</summary>
/// <remarks>Each kind a few times; <c>AUTOMATION_LONG=1</c> plays 50 answers and 50 commits of each.</remarks>
public sealed class UnansweredChangeTests : UnansweredTests
{
    // Fault, seen red: what is set already is stored once more.
    [Fact]
    public async Task Setting_IsStoredOnce()
    {
        await using var proxy = PgProxy.Start(ConnectionString);
        await using var host = await StartAsync(proxy.ConnectionString);
        for (var time = 1; time <= Times; time++)
        {
            using var pause = Cut(proxy, time, "into \"automation\".rule_setting");
            (await AskTwiceAsync(() => host.Shop.Rule("payments").PauseAsync(null, new() { Author = "ada" }, Token))).Pause.ShouldNotBeNull();
            await HappenedAsync(pause);
            using var resumption = Cut(proxy, time, "into \"automation\".rule_setting");
            (await AskTwiceAsync(() => host.Shop.Rule("payments").ResumeAsync(null, Token))).Pause.ShouldBeNull();
            await HappenedAsync(resumption);
        }

        (await AskAsync("select revision from automation.rule_setting")).ShouldBe(2 * Times);
        (await AskAsync("select version from automation.scope where scope = 'shop'")).ShouldBe(2L * Times);
    }

    // Fault, seen red: a run that is told already is told once more.
    [Fact]
    public async Task Override_ParksTheRunOnce_AndItsReleaseLetsItGoOn()
    {
        await using var proxy = PgProxy.Start(ConnectionString);
        await using var host = await StartAsync(proxy.ConnectionString);
        for (var time = 1; time <= Times; time++)
        {
            var subject = $"{time}";
            await host.Shop.PublishAsync(new OrderPlaced(subject), null, Token);
            await WaitsAsync();
            using var taking = Cut(proxy, time, "into \"automation\".subject_override");
            await AskTwiceAsync(async () =>
            {
                await host.Shop.OverrideSubjectAsync(subject, "counting", "ada", Token);
                return true;
            });
            await HappenedAsync(taking);
            await UntilAsync("select count(*) from automation.live where state = 6 and need is not null", 1);
            (await AskAsync("select count(*) from automation.subject_override")).ShouldBe(1L);
            using var release = Cut(proxy, time, "delete from \"automation\".subject_override");
            await AskTwiceAsync(() => host.Shop.ReleaseSubjectAsync(subject, Token));
            await HappenedAsync(release);
            await WaitsAsync();
            await host.Shop.PublishAsync(new OrderPaid(subject), null, Token);
            await Notes.WhenAsync(2 * time);
        }

        await EndsAsync(host, RunStatus.Succeeded, notes: 2, runs: Times);
        (await AskAsync("select count(*) from automation.subject_override")).ShouldBe(0L);
        (await AskAsync("select count(*) from automation.signal")).ShouldBe(0L);
    }

    // A secret that nobody was told would be worth nothing. Fault, seen red: the store is not asked what it has, and the answer is that nobody knows.
    [Fact]
    public async Task Webhook_IsMadeChangedAndDeletedOnce_AndADeliveryStartsOneRun()
    {
        await using var proxy = PgProxy.Start(ConnectionString);
        await using var host = await StartAsync(proxy.ConnectionString, automation => automation
            .AddRule<OrderPlaced>("delivered", rule => rule.OnWebhook().Then("note", run => new Note(run.Input.Id))));
        for (var time = 1; time <= Times; time++)
        {
            using var creation = Cut(proxy, time, "into \"automation\".webhook(");
            var made = await host.Shop.Webhooks.CreateAsync("delivered", cancellationToken: Token);
            await HappenedAsync(creation);
            var id = made.Webhook.Id;
            (await DeliverAsync(host, id, made.Secret, $"{time}-first")).Status.ShouldBe(WebhookStatus.Accepted);
            using var rotation = Cut(proxy, time, "update \"automation\".webhook");
            var secret = (await host.Shop.Webhooks.RotateAsync(id, new() { KeepFormer = TimeSpan.Zero }, Token))!.Secret;
            await HappenedAsync(rotation);
            (await DeliverAsync(host, id, made.Secret, $"{time}-former")).Status.ShouldBe(WebhookStatus.Refused);
            using var delivery = Cut(proxy, time, "into \"automation\".event(");
            (await DeliverAsync(host, id, secret, $"{time}-second")).Status.ShouldBe(WebhookStatus.Accepted);
            await HappenedAsync(delivery);
            (await DeliverAsync(host, id, secret, $"{time}-second")).Status.ShouldBe(WebhookStatus.Replayed);
            await Notes.WhenAsync(2 * time);
            using var deletion = Cut(proxy, time, "delete from \"automation\".webhook");
            await AskTwiceAsync(() => host.Shop.Webhooks.DeleteAsync(id, Token));
            await HappenedAsync(deletion);
            (await AskAsync("select count(*) from automation.webhook")).ShouldBe(0L);
        }

        await EndsAsync(host, RunStatus.Succeeded, notes: 1, runs: 2 * Times);
        (await AskAsync("select count(*) from automation.event")).ShouldBe(2L * Times);
    }

    // Fault, seen red: one that is accepted already is accepted once more.
    [Fact]
    public async Task Suggestion_IsMadeOnce_AndHasOneEnd()
    {
        await using var proxy = PgProxy.Start(ConnectionString);
        await using var host = await StartAsync(proxy.ConnectionString);
        for (var time = 1; time <= Times; time++)
        {
            var proposed = new NewSuggestion { Title = "Note it", Json = Json($"wanted-{time}"), Score = 0.5, Key = $"wanted-{time}" };
            using var addition = Cut(proxy, time, "into \"automation\".suggestion(");
            var wanted = await AskTwiceAsync(() => host.Shop.Suggestions.AddAsync(proposed, Token));
            await HappenedAsync(addition);
            var unwanted = await host.Shop.Suggestions.AddAsync(proposed with { Json = Json($"unwanted-{time}"), Key = $"unwanted-{time}" }, Token);
            using var acceptance = Cut(proxy, time, "into \"automation\".rule_version");
            (await AskTwiceAsync(() => host.Shop.Suggestions.AcceptAsync(wanted.Id, new() { Author = "ada" }, Token))).Version.ShouldBe(1);
            await HappenedAsync(acceptance);
            using var dismissal = Cut(proxy, time, $"update \"automation\".suggestion set state = {(int)SuggestionState.Dismissed}");
            (await AskTwiceAsync(() => host.Shop.Suggestions.DismissAsync(unwanted.Id, "no", "ada", Token))).Reason.ShouldBe("no");
            await HappenedAsync(dismissal);
        }

        (await AskAsync($"select count(*) from automation.suggestion where state = {(int)SuggestionState.Accepted} and rule_version = 1")).ShouldBe((long)Times);
        (await AskAsync($"select count(*) from automation.suggestion where state = {(int)SuggestionState.Dismissed}")).ShouldBe((long)Times);
        (await AskAsync("select count(*) from automation.suggestion")).ShouldBe(2L * Times);
        (await AskAsync("select count(*) from automation.rule_version")).ShouldBe((long)Times);
        (await AskAsync("select version from automation.scope where scope = 'shop'")).ShouldBe((long)Times);

        static string Json(string name) =>
            $$"""{ "name": "{{name}}", "triggers": [ { "type": "event", "config": { "event": "order.placed" } } ], "steps": [ { "id": "note", "type": "note", "config": { "id": "1" } } ] }""";
    }

    /// <summary>Signs and sends, as who knows the secret does.</summary>
    private static Task<WebhookReceipt> DeliverAsync(AppHost host, string webhook, string? secret, string id)
    {
        var at = $"{TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()}";
        var body = $$"""{ "id": "{{id}}" }""";
        var key = Convert.FromBase64String(secret.ShouldNotBeNull()["whsec_".Length..]);
        var signature = "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{id}.{at}.{body}")));
        return host.Client.ReceiveWebhookAsync(
            webhook, Encoding.UTF8.GetBytes(body), name => name switch { "webhook-id" => id, "webhook-timestamp" => at, "webhook-signature" => signature, _ => null }, Token);
    }
}
