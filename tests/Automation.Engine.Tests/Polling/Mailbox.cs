namespace Automation.Polling;

/// <summary>A trigger of the host's.</summary>
[Trigger("test.mailbox")]
public sealed record Mailbox(string Folder = "inbox", int? Seconds = null) : ITrigger<Letter>;
