namespace Automation.Storage;

/// <summary>A budget has no room for a run of a batch.</summary>
internal sealed class NoRoomException : BatchRefusedException;
