using System.Text;

namespace Automation.Simulation;

/// <summary>Programs outside that deliver letters to the webhook of a scope, each with one id until it is answered. Once meanwhile the secret changes.</summary>
internal sealed class Senders(World world)
{
    private const string First = "the-first-secret-of-the-senders";
    private const string Second = "the-second-secret-of-the-senders";

    private Scheduler Scheduler => world.Scheduler;

    public async Task DeliverAsync(string scope, int deliveries)
    {
        var secret = First;
        var id = await CreateAsync(scope);
        var changesAt = Scheduler.Random.Next(1, deliveries);
        for (var number = 1; number <= deliveries; number++)
        {
            await Scheduler.Delay(world.UntilFair(Scheduler.Between(0, 2 * 1_800_000.0 / deliveries)));
            world.Begin($"delivery {number} in {scope}", DeliverAsync(scope, id, secret, $"{number}"));
            if (number == changesAt)
            {
                await world.Customers.AskAsync(scope, project => project.Webhooks.RotateAsync(id, new() { Secret = Second }));
                secret = Second;
            }
        }
    }

    private Task<string> CreateAsync(string scope) => world.Customers.AskAsync(scope, async project =>
    {
        try
        {
            return (await project.Webhooks.CreateAsync(Arrivals.Webhook, new() { Secret = First, Check = WebhookCheck.Secret })).Webhook.Id;
        }
        catch (InvalidOperationException)
        {
            // It was asked late, and the secret is another one by now.
            return "";
        }
    });

    private Task DeliverAsync(string scope, string id, string secret, string number) => world.Customers.AskAsync(async client =>
    {
        var receipt = await client.ReceiveWebhookAsync(
            id, Encoding.UTF8.GetBytes($$"""{ "id": "{{number}}" }"""), name => name switch { "webhook-id" => number, "X-Webhook-Secret" => secret, _ => null });
        world.Counts.Add($"delivery{receipt.Status}");
        if (receipt.EventId is { } @event && receipt.Scope == scope)
        {
            world.Customers.Answered(scope, $"delivery {number}", @event);
        }
        else
        {
            world.Witness.Complain($"W: delivery {number} of scope '{scope}' was answered with {receipt.Status} at {Scheduler.Now:T}.");
        }

        return true;
    });
}
