namespace Automation.EndToEnd.Worlds;

/// <summary>One call of a handler, as the outside world saw it.</summary>
internal sealed record Call(string Key, string Step, string Input, int Attempt, long ClaimNumber);
