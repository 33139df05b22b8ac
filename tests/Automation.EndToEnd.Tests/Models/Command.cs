namespace Automation.EndToEnd.Models;

/// <summary>One command.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Number">Which of the things that there are: taken modulo their count.</param>
public sealed record Command(CommandKind Kind, int Number);
