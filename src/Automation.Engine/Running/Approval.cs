using System.Text.Json;
using Automation.Definitions;
using Automation.Json;
using Automation.Running.Machine;
using Automation.Running.Needs;
using Automation.Storage;

namespace Automation.Running;

/// <summary>How a run waits until somebody approves what it may cost, and how the approval comes to it: as a release with a name of its own, so that it is never passed by when the run parks.</summary>
internal static class Approval
{
    public static SignalKey Key { get; } = new(new StepPath(""), SignalKind.Release, "approval");

    public static RunTransition.Hold HoldOf(RunEstimate estimate) => new(
        $"Waiting for approval: the run may cost {Credits.Text(estimate.Cost)}, and more than {Credits.Text(estimate.ApprovalAbove!.Value)} needs one (GuardOptions.ApprovalAbove). Approve it, or cancel it.")
    {
        Need = Need.Approval,
    };

    public static ReadOnlyMemory<byte> BodyOf(string? author) => JsonSerializer.SerializeToUtf8Bytes(StorableText.Author(author));

    /// <summary>Who approved; null when nobody said.</summary>
    public static string? AuthorOf(LedgerEntry approved) => approved.Body.IsEmpty ? null : StoredJson.Parse(approved.Body.Span).GetString();

    /// <summary>Whether a run that lives waits for an approval, or will as soon as a host takes it up.</summary>
    public static bool IsAwaited(StoredRun run) =>
        DecisionCodec.EstimateOf(run.Run.Next) is { NeedsApproval: true } && !run.Entries.Any(entry => entry.Kind == EntryKind.Approved);
}
