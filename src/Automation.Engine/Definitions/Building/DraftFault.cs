namespace Automation.Definitions;

/// <summary>Something that is wrong.</summary>
/// <param name="Message">A whole sentence that names the rule.</param>
/// <param name="Code">A stable word; null for faults that have none yet.</param>
internal sealed record DraftFault(string Message, string? Code = null) : DraftEntry;
