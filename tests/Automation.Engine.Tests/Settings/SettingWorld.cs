using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Engine.Tests.Settings;

[Event("order.placed", Subject = nameof(Id))]
public sealed record OrderPlaced(string Id, int Total = 0);

[Action("order.note")]
public sealed record NoteOrder(string Text) : IAction;

/// <summary>Its constructor refuses what no invoice has.</summary>
public sealed record InvoiceParameters
{
    private readonly int _above = 100;

    public int Above
    {
        get => _above;
        init => _above = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), "An invoice is never below 0.");
    }

    public string? Channel { get; init; } = "mail";

    public TimeOnly At { get; init; } = new(7, 0);
}

/// <summary>A host with one rule in C# that has parameters, and one stored rule like it.</summary>
internal static class SettingWorld
{
    public const string Home = "home";

    public static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public const string StoredRule = """
        { "name": "stored", "parameters": { "above": { "type": "integer", "default": 100 }, "channel": { "type": "string", "default": "mail" }, "at": { "type": "string", "format": "time", "default": "07:00" } },
          "triggers": [ { "type": "event", "config": { "event": "order.placed" } } ],
          "conditions": { "field": "input.total", "operator": "greater_than", "value": "{{ parameters.above }}" },
          "steps": [ { "id": "note", "type": "order.note", "config": { "text": "stored {{ input.id }} by {{ parameters.channel }}" } } ] }
        """;

    public static async Task<AutomationTest> StartAsync(GuardOptions? guards = null, Action<AutomationBuilder>? configure = null)
    {
        var test = await AutomationTest.StartAsync(
            builder =>
            {
                builder.AddHandler<NoteOrderHandler>();
                builder.AddRule<OrderPlaced>("code", rule => rule
                    .Parameters(new InvoiceParameters(), out var parameters)
                    .OnEvent<OrderPlaced>()
                    .When((order, trigger) => order.Total > trigger.Get(parameters).Above)
                    .Guard(guards ?? new())
                    .Then("note", run => new NoteOrder($"code {run.Input.Id} by {run.Get(parameters).Channel}")));
                configure?.Invoke(builder);
            },
            Start);
        test.Fake((NoteOrder _) => { });
        await test.In(Home).Rules.SaveAsync(StoredRule);
        return test;
    }

    public static IEnumerable<string> Notes(this AutomationTest test) => test.Calls<NoteOrder>().Select(note => note.Text);

    public static async Task<IEnumerable<(string Rule, VerdictReason Reason)>> PublishAsync(this AutomationTest test, string id, int total = 200, string scope = Home)
    {
        var published = await test.In(scope).PublishAsync(new OrderPlaced(id, total));
        await test.RunUntilIdleAsync();
        return published.Verdicts.Select(verdict => (verdict.Rule, verdict.Reason)).OrderBy(verdict => verdict.Rule, StringComparer.Ordinal);
    }

    private sealed class NoteOrderHandler : IActionHandler<NoteOrder>
    {
        public Task HandleAsync(NoteOrder action, StepContext context, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
