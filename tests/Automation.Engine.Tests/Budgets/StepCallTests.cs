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

    // Fault: every start of every rule makes services, when there is a budget for all of them.
    [Fact]
    public async Task RuleThatCallsNothingThatCosts_IsNotEstimated() =>
        (await new CostEstimator(new CostCatalog([]), new NoServices(), JsonSerializerOptions.Default).EstimateAsync(Rule(), null!)).Cost.ShouldBe(0);

    private static RuleDefinition Rule() => Compiled.Rule(rule => rule.Then("a", run => new SetStatus(run.Input.AssetId, "done")));

    private sealed class NoServices : IServiceScopeFactory
    {
        public IServiceScope CreateScope() => throw new InvalidOperationException("Nobody needs services here.");
    }
}
