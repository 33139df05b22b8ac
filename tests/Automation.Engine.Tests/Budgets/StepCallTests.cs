using System.Text.Json;
using Automation.Costing;
using Automation.Definitions;
using Automation.Engine.Tests.Hosting;
using Automation.Engine.Tests.Samples;
using Automation.Running.History;
using Automation.Running.Machine;
using Automation.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Engine.Tests.Budgets;

/// <summary>Which entries of a ledger are calls that somebody pays for, and who is asked what they cost.</summary>
public sealed class StepCallTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // The host died before it recorded that the handler began a job, and the job was done. Faults: its call costs nothing; what a re-run takes over costs something.
    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public void SuccessWithoutAStart_IsACall_UnlessItWasTakenOver(bool reused, int calls)
    {
        var steps = new StepList(Rule());
        var body = EntryBody.Write(JsonElement.Parse("1"), null, []);
        steps.Add(new LedgerEntry
        {
            Path = new StepPath("a"), Kind = EntryKind.Outcome, Sequence = 1, Status = StepStatus.Succeeded, At = Now, Body = reused ? EntryBody.Reuse(body) : body,
        });

        steps.Calls().Sum(step => step.Count).ShouldBe(calls);
    }

    // A run's driver counts as whoever shows the run does. Faults: it counts what costs nothing; a config is another step's; a mark is a call.
    [Fact]
    public async Task CostlyCalls_AreThoseThatTheHistoryShows()
    {
        var (rule, costs) = (Rule(), new CostCatalog([new ByConfig { Name = "asset.set-status", Declared = 1000 }]));
        var (steps, calls) = (new StepList(rule), new CostlyCalls(rule, costs));
        var random = new Random(7);
        for (var sequence = 1; sequence <= 2000; sequence++)
        {
            var kind = random.Next(3) switch { 0 => EntryKind.Outcome, 1 => EntryKind.FailedTry, _ => EntryKind.Started };
            var entry = new LedgerEntry
            {
                Path = new StepPath(random.Next(60) is var item && random.Next(3) == 0 ? $"other/{item}" : $"a/{item}"),
                Kind = kind,
                Try = random.Next(1, 4),
                Sequence = sequence,
                Status = kind == EntryKind.Outcome ? StepStatus.Succeeded : null,
                StartedAt = random.Next(2) == 0 ? Now : null,
                At = Now,
                Next = DecisionCodec.Write([new Decision(DecisionKind.Input, $"a/{random.Next(60)}", JsonElement.Parse($"{random.Next(9)}"))]),
            };
            steps.Add(entry);
            steps.AddDecisions(entry.Next);
            calls.Add(entry);
            calls.AddDecisions(entry.Next);
        }

        var estimator = new CostEstimator(costs, new ServiceCollection().BuildServiceProvider().GetRequiredService<IServiceScopeFactory>(), JsonSerializerOptions.Default);
        var spent = await estimator.SpentAsync(calls.Calls());
        spent.ShouldBeGreaterThan(0);
        spent.ShouldBe(await estimator.SpentAsync(steps.Calls()));
    }

    // Fault: the driver of a run that has reserved of a budget keeps what each of its thousands of steps answered.
    [Fact]
    public void CostlyCalls_TakeNoMemoryForWhatStepsAnswer()
    {
        var calls = new CostlyCalls(Rule(), new CostCatalog([new ActionCost { Name = "asset.set-status", Declared = 1 }]));
        var entries = Enumerable.Range(0, 1000).Select(item => new LedgerEntry
        {
            Path = new StepPath($"a/{item}"), Kind = EntryKind.Outcome, Sequence = item, Status = StepStatus.Succeeded, StartedAt = Now, At = Now, Body = EntryBody.Write(JsonElement.Parse($"\"{new string('x', 10_000)}\""), null, []),
        }).ToList();

        var before = GC.GetAllocatedBytesForCurrentThread();
        entries.ForEach(calls.Add);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1_000_000);
        calls.Calls().Sum(step => step.Count).ShouldBe(1000);
    }

    // Fault: every start of every rule makes services, when there is a budget for all of them.
    [Fact]
    public async Task RuleThatCallsNothingThatCosts_IsNotEstimated() =>
        (await new CostEstimator(new CostCatalog([]), new NoServices(), JsonSerializerOptions.Default).EstimateAsync(Rule(), null!)).Cost.ShouldBe(0);

    private static RuleDefinition Rule() => Compiled.Rule(rule => rule.Then("a", run => new SetStatus(run.Input.AssetId, "done")));

    private sealed class ByConfig : ActionCost
    {
        public override bool DependsOnConfig => true;

        public override decimal CostOf(IServiceProvider services, JsonElement config, JsonSerializerOptions json) => config.GetInt32();
    }

    private sealed class NoServices : IServiceScopeFactory
    {
        public IServiceScope CreateScope() => throw new InvalidOperationException("Nobody needs services here.");
    }
}
