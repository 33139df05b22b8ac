namespace Automation;

/// <summary>A preview of a stored rule was made and seen.</summary>
/// <param name="Hash">The content hash of the definition that was previewed.</param>
/// <param name="At">When it was recorded, UTC.</param>
/// <param name="Author">Who recorded it; null when not said.</param>
public sealed record RulePreview(string Hash, DateTimeOffset At, string? Author);
