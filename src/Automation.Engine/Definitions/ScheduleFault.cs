namespace Automation.Definitions;

/// <summary>Something that is wrong with the config of a schedule.</summary>
/// <param name="Member">The member; null when it is the whole.</param>
/// <param name="Code">A stable word.</param>
/// <param name="Message">A sentence that names the value, what is allowed, and the way out; it begins with a small letter.</param>
internal sealed record ScheduleFault(string? Member, string Code, string Message);
