namespace Automation.Definitions;

/// <summary>A step's action.</summary>
internal sealed record ActionUse(string Step, Type Action) : DraftEntry;
