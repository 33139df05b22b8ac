namespace Automation.Polling;

/// <summary>What became of an item that a trigger found.</summary>
/// <param name="IsNew">Whether it was accepted now; else it was before, or nothing was stored.</param>
/// <param name="EndRefused">Whether the end of the poll that came with it was refused, and the item with it: another process holds the schedule for a moment, or has moved it on.</param>
internal readonly record struct ItemResult(bool IsNew, bool EndRefused);
