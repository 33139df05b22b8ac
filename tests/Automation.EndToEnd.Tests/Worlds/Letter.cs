namespace Automation.EndToEnd.Worlds;

/// <summary>What a poll finds.</summary>
public sealed record Letter(string Id);
