using Automation.Definitions;

namespace Automation.Matching;

/// <summary>A rule that listens to an event type, and whether it takes part.</summary>
internal readonly record struct MatchCandidate(RuleDefinition Rule, bool Enabled);
