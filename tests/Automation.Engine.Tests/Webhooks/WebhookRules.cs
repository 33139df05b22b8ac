using Automation.Storage;
using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Engine.Tests.Webhooks;

/// <summary>Rules with webhooks, and a host that has them.</summary>
internal static class WebhookRules
{
    public const string Order17 = """{ "id": "17", "total": 250 }""";

    [Event("order.placed", Subject = nameof(Id))]
    public sealed record Order(string Id, decimal Total);

    public sealed record Parcel(string Number);

    [Action("note")]
    public sealed record Note(string Text) : IAction;

    public static string Stored(string name = "stored", string triggers = """{ "type": "webhook" }""", string text = "{{ input.id }}", string more = "") => $$"""
        { "name": "{{name}}", {{more}} "triggers": [ {{triggers}} ], "steps": [ { "id": "a", "type": "note", "config": { "text": "{{text}}" } } ] }
        """;

    public static async Task<AutomationTest> StartAsync(Action<AutomationBuilder>? configure = null, InMemoryDatabase? database = null)
    {
        var test = await AutomationTest.StartAsync(
            builder =>
            {
                if (database is not null)
                {
                    builder.UseInMemory(database);
                }

                builder
                    .AddRule<Order>("code", rule => rule.OnWebhook().Then("a", run => new Note(run.Input.Id)))
                    .AddRule<Order>("beside", rule => rule.OnWebhook().OnEvent<Order>().Then("a", run => new Note("beside")))
                    .AddRule<Order>("two", rule => rule.OnWebhook("orders").OnWebhook<Parcel>(parcel => new($"parcel {parcel.Number}", 1), id: "parcels").Then("a", run => new Note(run.Input.Id)))
                    .AddRule<Order>("none", rule => rule.OnEvent<Order>().Then("a", run => new Note(run.Input.Id)));
                configure?.Invoke(builder);
            },
            cancellationToken: TestContext.Current.CancellationToken);
        return test.Fake<Note>(_ => { });
    }

    /// <summary>Makes the webhook of a rule; answers its id and who may send to it.</summary>
    public static async Task<(string Id, Sender Sender)> OpenAsync(AutomationTest test, string rule = "code", WebhookOptions? options = null, string scope = "p")
    {
        var made = await test.In(scope).Webhooks.CreateAsync(rule, options, TestContext.Current.CancellationToken);
        return (made.Webhook.Id, new Sender(made.Secret.ShouldNotBeNull(), test.Clock));
    }

    public static IEnumerable<string> Notes(AutomationTest test) => test.Calls<Note>().Select(note => note.Text);
}
