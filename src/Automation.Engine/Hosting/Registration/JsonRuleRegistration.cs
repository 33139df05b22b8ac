namespace Automation.Hosting;

/// <summary>A rule that is written as JSON and shared by all scopes, as its text.</summary>
internal sealed record JsonRuleRegistration(string Json);
