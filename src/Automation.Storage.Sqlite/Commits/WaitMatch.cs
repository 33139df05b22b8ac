namespace Automation.Storage;

/// <summary>A wait that an event reaches.</summary>
internal readonly record struct WaitMatch(RunId Run, string Path);
