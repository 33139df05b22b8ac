namespace Automation.Polling;

/// <summary>What a mailbox has.</summary>
public sealed record Letter(string Id, string Text = "");
