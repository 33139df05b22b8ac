using System.Globalization;
using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;
using static Automation.Engine.Tests.Webhooks.WebhookRules;

namespace Automation.Engine.Tests.Webhooks;

/// <summary>Who is let in and who is not: vectors of Standard Webhooks, and what attackers try (THREATS 17 to 24).</summary>
public sealed class SignatureTests
{
    private static readonly WebhookReceipt Refused = new() { Status = WebhookStatus.Refused };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // The first is one of the public libraries' own tests; the others were computed by an implementation in another language.
    [Theory]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, """{"test": 2432232314}""", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "msg_2", 1700000000, """{"text":"Grüße ✓"}""", "v1,XPOSUEvChAzm/77cNjPe3LMqSrSvNbiZLUNVz+piU7g=")]
    [InlineData("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+Pw==", "a", 86400, "0", "v1,73TCWNJoSBrXslnXSpBX6AytMnov+MQ0ZTIu6JAgFL8=")]
    [InlineData("a-plain-secret-of-24-chars", "msg-3", 4102444800, " [ 1 , 2 ] \n", "v1,JxaHh70LjSPyqJyf4kCX1bfHL2DcQIx4cXzPBuE99pE=")]
    public async Task Vector_IsLetIn_AndNothingNextToIt(string secret, string id, long at, string body, string signature)
    {
        await using var test = await AutomationTest.StartAsync(builder => builder.AddRule<System.Text.Json.JsonElement>("any", rule => rule.OnWebhook().Delay("d", TimeSpan.FromHours(1))), DateTimeOffset.FromUnixTimeSeconds(at), Token);
        var webhook = (await test.In("p").Webhooks.CreateAsync("any", new() { Secret = secret }, Token)).Webhook.Id;
        var timestamp = at.ToString(CultureInfo.InvariantCulture);
        Task<WebhookReceipt> SendAsync(string? itsId = null, string? itsTime = null, string? itsSignature = null, string? itsBody = null) => Sender.SendAsync(
            test, webhook, new() { ["webhook-id"] = itsId ?? id, ["webhook-timestamp"] = itsTime ?? timestamp, ["webhook-signature"] = itsSignature ?? signature }, itsBody ?? body);

        (await SendAsync(itsBody: body + " ")).ShouldBe(Refused);
        (await SendAsync(itsBody: " " + body)).ShouldBe(Refused);
        (await SendAsync(itsId: id + "0")).ShouldBe(Refused);
        (await SendAsync(itsTime: (at + 1).ToString(CultureInfo.InvariantCulture))).ShouldBe(Refused);
        (await SendAsync(itsTime: "0" + timestamp)).ShouldBe(Refused);
        (await SendAsync(itsSignature: "v1a" + signature[2..])).ShouldBe(Refused);
        (await SendAsync()).Status.ShouldBe(WebhookStatus.Accepted);
    }

    // Fault: what is signed is the JSON read and written again.
    [Theory]
    [InlineData("""{ "total": 250, "id": "17" }""")]
    [InlineData("""{"id":"17","total":250}""")]
    [InlineData("""{ "id": "17", "total": 250.0 }""")]
    [InlineData("""{ "id": "\u0031\u0037", "total": 250 }""")]
    public async Task Body_ThatMeansTheSame_IsNotTheSame(string body)
    {
        await using var test = await StartAsync();
        var (id, sender) = await OpenAsync(test);

        (await Sender.SendAsync(test, id, sender.Headers("msg_1", Order17), body)).ShouldBe(Refused);
        (await sender.SendAsync(test, id, "msg_1", body)).Status.ShouldBe(WebhookStatus.Accepted);
    }

    [Theory]
    [InlineData(-301, false)]
    [InlineData(-300, true)]
    [InlineData(-299, true)]
    [InlineData(299, true)]
    [InlineData(300, true)]
    [InlineData(301, false)]
    [InlineData(-86400, false)]
    public async Task Timestamp_MayBeFiveMinutesOff(int seconds, bool isLetIn)
    {
        await using var test = await StartAsync();
        var (id, sender) = await OpenAsync(test);

        (await sender.SendAsync(test, id, "msg_1", Order17, seconds)).Status.ShouldBe(isLetIn ? WebhookStatus.Accepted : WebhookStatus.Refused);
    }

    // Fault: the window is that of the first delivery, or of the host's own clock.
    [Fact]
    public async Task Capture_IsReplayedInTheWindow_AndRefusedBehindIt()
    {
        await using var test = await StartAsync();
        var (id, sender) = await OpenAsync(test);
        var captured = sender.Headers("msg_1", Order17);
        await Sender.SendAsync(test, id, captured, Order17);

        await test.AdvanceAsync(TimeSpan.FromSeconds(300), Token);
        (await Sender.SendAsync(test, id, captured, Order17)).Status.ShouldBe(WebhookStatus.Replayed);
        await test.AdvanceAsync(TimeSpan.FromSeconds(1), Token);
        (await Sender.SendAsync(test, id, captured, Order17)).ShouldBe(Refused);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1e9")]
    [InlineData("-1")]
    [InlineData("+1893456000")]
    [InlineData(" 1893456000")]
    [InlineData("1893456000 ")]
    [InlineData("1893456000.0")]
    [InlineData("1,893,456,000")]
    [InlineData("0x70DC7E80")]
    [InlineData("100000000000000000000")]
    [InlineData("9223372036854775807")]
    [InlineData("99999999999")]
    [InlineData("٢")]
    [InlineData("2030-01-01T00:00:00Z")]
    public async Task Timestamp_ThatIsNone_IsRefused_ThoughItIsSigned(string timestamp)
    {
        await using var test = await StartAsync();
        var (id, sender) = await OpenAsync(test);
        sender.Now().ShouldBe("1893456000");

        (await Sender.SendAsync(test, id, new() { ["webhook-id"] = "msg_1", ["webhook-timestamp"] = timestamp, ["webhook-signature"] = sender.Sign("msg_1", timestamp, Order17) }, Order17)).ShouldBe(Refused);
    }

    [Theory]
    [InlineData("")]
    [InlineData("msg.1")]
    [InlineData("msg 1")]
    [InlineData("msg/1")]
    [InlineData("msg,1")]
    [InlineData("müsg")]
    [InlineData("129")]
    public async Task Id_ThatIsNone_IsRefused_ThoughItIsSigned(string delivery)
    {
        await using var test = await StartAsync();
        var (id, sender) = await OpenAsync(test);

        (await sender.SendAsync(test, id, delivery == "129" ? new string('m', 129) : delivery, Order17)).ShouldBe(Refused);
        (await sender.SendAsync(test, id, new string('m', 128), Order17)).Status.ShouldBe(WebhookStatus.Accepted);
    }

    [Theory]
    [InlineData("webhook-id")]
    [InlineData("webhook-timestamp")]
    [InlineData("webhook-signature")]
    public async Task Header_ThatIsMissing_IsRefused(string header)
    {
        await using var test = await StartAsync();
        var (id, sender) = await OpenAsync(test);
        var headers = sender.Headers("msg_1", Order17);
        headers.Remove(header);

        (await Sender.SendAsync(test, id, headers, Order17)).ShouldBe(Refused);
    }

    // The eighth counts, the ninth does not, however many there are.
    [Theory]
    [InlineData(0, true)]
    [InlineData(7, true)]
    [InlineData(8, false)]
    [InlineData(499, false)]
    public async Task Signatures_AreTried_UpToEight(int before, bool isLetIn)
    {
        await using var test = await StartAsync();
        var (id, sender) = await OpenAsync(test);
        var stranger = new Sender("whsec_" + Convert.ToBase64String(new byte[32]), test.Clock);
        var headers = sender.Headers("msg_1", Order17);
        var wrong = string.Concat(Enumerable.Repeat(stranger.Sign("msg_1", sender.Now(), Order17) + " ", before));
        headers["webhook-signature"] = wrong + headers["webhook-signature"] + string.Concat(Enumerable.Repeat(" v1,x", 500));

        (await Sender.SendAsync(test, id, headers, Order17)).Status.ShouldBe(isLetIn ? WebhookStatus.Accepted : WebhookStatus.Refused);
    }

    [Fact]
    public async Task Signature_ThatIsNone_IsRefused()
    {
        await using var test = await StartAsync();
        var (id, sender) = await OpenAsync(test);
        var right = sender.Sign("msg_1", sender.Now(), Order17);
        string[] none =
        [
            "", " ", "v1", "v1,", right[3..], "V" + right[1..], "v2" + right[2..], right[..^1], right[..20], right + "=", right.ToLowerInvariant(), "v1, " + right[3..^1], right.Replace("v1,", "v1.", StringComparison.Ordinal),
            "v1," + new string('A', 100_000), "v1," + Convert.ToBase64String(new byte[32]), "v1," + Convert.ToHexString(Convert.FromBase64String(right[3..])), "," + right, right + "," + right,
        ];

        foreach (var signature in none)
        {
            var headers = sender.Headers("msg_1", Order17);
            headers["webhook-signature"] = signature;
            (await Sender.SendAsync(test, id, headers, Order17)).ShouldBe(Refused, signature);
        }

        (await test.In("p").ListEventsAsync(cancellationToken: Token)).Items.ShouldBeEmpty();
        (await sender.SendAsync(test, id, "msg_1", Order17)).Status.ShouldBe(WebhookStatus.Accepted);
    }

    // Fault: an answer tells whether there is such a webhook.
    [Fact]
    public async Task UnknownDisabledDeletedAndWrong_AreAnsweredTheSame()
    {
        await using var test = await StartAsync();
        var (id, sender) = await OpenAsync(test);
        var (switched, switchedSender) = await OpenAsync(test, "beside");
        var (deleted, deletedSender) = await OpenAsync(test, "two", new() { TriggerId = "orders" });
        var (elsewhere, elsewhereSender) = await OpenAsync(test, scope: "q");
        await test.In("p").Webhooks.SwitchAsync(switched, enabled: false, cancellationToken: Token);
        (await test.In("p").Webhooks.DeleteAsync(deleted, Token)).ShouldBeTrue();

        WebhookReceipt[] answers =
        [
            await sender.SendAsync(test, "nobody", "msg_1", Order17),
            await sender.SendAsync(test, "", "msg_1", Order17),
            await sender.SendAsync(test, id + "x", "msg_1", Order17),
            await sender.SendAsync(test, id.ToUpperInvariant() + "é\0", "msg_1", Order17),
            await sender.SendAsync(test, new string('a', 100_000), "msg_1", Order17),
            await switchedSender.SendAsync(test, switched, "msg_1", Order17),
            await deletedSender.SendAsync(test, deleted, "msg_1", Order17),
            await elsewhereSender.SendAsync(test, id, "msg_1", Order17),
            await sender.SendAsync(test, elsewhere, "msg_1", Order17),
            await sender.SendAsync(test, id, "msg_1", Order17, 301),
            await Sender.SendAsync(test, id, [], "no JSON"),
        ];

        answers.ShouldAllBe(answer => answer == Refused && answer.HttpStatus == 401);
        (await test.In("p").ListEventsAsync(cancellationToken: Token)).Items.ShouldBeEmpty();
        await test.In("p").Webhooks.SwitchAsync(switched, enabled: true, cancellationToken: Token);
        (await switchedSender.SendAsync(test, switched, "msg_1", Order17)).Status.ShouldBe(WebhookStatus.Accepted);
    }

    // Fault: a secret is read from where logs of servers keep it.
    [Fact]
    public async Task Headers_ThatAreRead_AreThese()
    {
        await using var test = await StartAsync();
        var (id, _) = await OpenAsync(test);
        var asked = new List<string>();

        await test.ReceiveWebhookAsync(id, "{}"u8.ToArray(), name =>
        {
            asked.Add(name);
            return null;
        }, Token);

        asked.ShouldBe(["webhook-id", "webhook-timestamp", "webhook-signature", "X-Webhook-Secret", "Idempotency-Key"], ignoreOrder: true);
    }
}
