using Automation.Matching;

namespace Automation.Previewing;

/// <summary>Whether a rule would run.</summary>
/// <param name="Reason">The verdict.</param>
/// <param name="Detail">Why not; null when it would.</param>
/// <param name="Seen">What the rule sees; null when that could not be made.</param>
internal sealed record PreviewVerdict(VerdictReason Reason, string? Detail, TriggerScope? Seen);
