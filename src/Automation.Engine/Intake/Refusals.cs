using Automation.Storage;

namespace Automation.Intake;

/// <summary>What the store said when it refused to create the runs of an event: it is decided anew with that.</summary>
/// <param name="Busy">The rules that take no further run.</param>
/// <param name="RunsOfRoot">How many runs the chain has started, or the event from outside would start, when it may not start so many; null when it may.</param>
/// <param name="OverBudget">The runs that a budget has no room for.</param>
internal sealed record Refusals(IReadOnlyList<BusyRule> Busy, int? RunsOfRoot, IReadOnlyList<OverBudgetRun> OverBudget)
{
    public static Refusals None { get; } = new([], null, []);

    /// <summary>Whether the answer is one that the event is decided anew with.</summary>
    public static bool IsOne(AcceptStatus status) => status is AcceptStatus.Busy or AcceptStatus.ChainFull or AcceptStatus.OverBudget;

    public Refusals With(AcceptResult refused) =>
        new([.. Busy, .. refused.Busy], refused.Status == AcceptStatus.ChainFull ? refused.RunsOfRoot : RunsOfRoot, [.. OverBudget, .. refused.OverBudget]);
}
