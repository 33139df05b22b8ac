namespace Automation.Definitions;

/// <summary>A type whose values are stored as JSON and read back.</summary>
/// <param name="Place">Where, in words: <c>step 'files'</c>; empty for the rule itself.</param>
/// <param name="Role">What the values are: <c>item</c>, <c>result</c>, <c>input</c>.</param>
/// <param name="Type">Their type.</param>
internal sealed record JsonUse(string Place, string Role, Type Type) : DraftEntry;
