using System.Text.Json;
using Automation.Definitions;

namespace Automation.Running.Machine;

/// <summary>What a run may cost, and what it may cost without an approval (null: any amount), in credits. Stored as <c>[estimate]</c> or <c>[estimate, above]</c> in millionths.</summary>
internal sealed record RunEstimate(decimal Cost, decimal? ApprovalAbove)
{
    public bool NeedsApproval => Cost > ApprovalAbove;

    public static RunEstimate Read(JsonElement stored) =>
        new(Credits.OfMillionths(stored[0].GetInt64()), stored.GetArrayLength() > 1 ? Credits.OfMillionths(stored[1].GetInt64()) : null);

    public JsonElement Write() => JsonSerializer.SerializeToElement(
        ApprovalAbove is { } above ? (long[])[Credits.ToMillionths(Cost), Credits.ToMillionths(above)] : [Credits.ToMillionths(Cost)]);
}
