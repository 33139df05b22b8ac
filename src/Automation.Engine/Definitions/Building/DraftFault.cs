namespace Automation.Definitions;

/// <summary>Something that is wrong.</summary>
/// <param name="Message">A whole sentence that names the rule.</param>
internal sealed record DraftFault(string Message) : DraftEntry;
