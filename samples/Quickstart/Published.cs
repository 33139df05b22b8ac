using Automation;

namespace Quickstart;

/// <summary>What the engine answered for a file.</summary>
/// <param name="File">The file.</param>
/// <param name="RunId">Its run: a new one, or the one of the event that was accepted first. Null when there is none.</param>
/// <param name="Remark">Why there is nothing new to do; null when there is.</param>
/// <param name="Refused">Whether the event was not accepted.</param>
internal sealed record Published(FileFound File, RunId? RunId, string? Remark, bool Refused = false);
