namespace Automation.Conditions;

/// <summary>The answer of a condition, and which part of it decided.</summary>
/// <param name="Holds">The answer.</param>
/// <param name="Text">In words: <c>input.kind was 'mesh', wanted equals 'sprite'</c>. Values are shortened.</param>
/// <param name="Leaf">The comparison that decided; null when there are no conditions.</param>
/// <param name="Seen">What its field held, shortened; null when there are no conditions.</param>
internal readonly record struct ConditionVerdict(bool Holds, string Text, ConditionLeaf? Leaf, string? Seen);
