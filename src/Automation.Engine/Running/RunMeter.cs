using Automation.Costing;
using Automation.Definitions;
using Automation.Running.History;
using Automation.Storage;

namespace Automation.Running;

/// <summary>Follows the ledger of a run that has reserved of budgets, so that its end can say what it cost. Used by the run's driver, by one thread at a time.</summary>
internal sealed class RunMeter
{
    private readonly RuleDefinition _rule;
    private readonly CostEstimator _costs;
    private readonly CostlyCalls _calls;

    private RunMeter(long reserved, RuleDefinition rule, CostEstimator costs) => (Reserved, _rule, _calls, _costs) = (reserved, rule, new CostlyCalls(rule, costs.Costs), costs);

    /// <summary>What the run has reserved, in millionths.</summary>
    public long Reserved { get; }

    /// <summary>Null for a run that has reserved nothing, as most have.</summary>
    public static RunMeter? Of(long? reserved, RuleDefinition rule, ReadOnlyMemory<byte> decisions, IReadOnlyList<LedgerEntry> entries, CostEstimator costs)
    {
        if (reserved is not { } amount)
        {
            return null;
        }

        var meter = new RunMeter(amount, rule, costs);
        meter._calls.AddDecisions(decisions);
        foreach (var entry in entries)
        {
            meter.Add(entry);
        }

        return meter;
    }

    /// <summary>One that follows what is stored of the run: entries that this one has seen are not.</summary>
    public RunMeter Anew(StoredRun found) => Of(Reserved, _rule, found.Run.Next, found.Entries, _costs)!;

    public void Add(LedgerEntry entry)
    {
        _calls.Add(entry);
        _calls.AddDecisions(entry.Next);
    }

    /// <summary>What it has cost so far, in millionths.</summary>
    public async ValueTask<long> SpentAsync()
    {
        try
        {
            return Credits.ToMillionths(await _costs.SpentAsync(_calls.Calls()).ConfigureAwait(false));
        }
        catch (Exception)
        {
            // The host's services, which cannot be made or disposed of: the run ends all the same, with what it was to cost.
            return Reserved;
        }
    }
}
