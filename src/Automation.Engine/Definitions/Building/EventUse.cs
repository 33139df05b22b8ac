namespace Automation.Definitions;

/// <summary>An event that a trigger listens to or a step waits for.</summary>
/// <param name="Place">Where: <c>trigger 'ready'</c>, or <c>step 'review'</c>.</param>
/// <param name="Event">Its class.</param>
internal sealed record EventUse(string Place, Type Event) : DraftEntry;
