namespace Automation.Storage;

/// <summary>What an event must share with a wait to reach it; compared ordinally.</summary>
internal readonly record struct EventTopic(string Scope, string Type, string Subject);
