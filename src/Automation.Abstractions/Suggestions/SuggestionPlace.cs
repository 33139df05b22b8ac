namespace Automation;

/// <summary>A place in a list of suggestions: behind one that had this score.</summary>
/// <param name="Score">The score.</param>
/// <param name="Id">The suggestion, be it there still or not.</param>
public readonly record struct SuggestionPlace(double Score, SuggestionId Id);
