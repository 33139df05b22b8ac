namespace Automation.Storage;

/// <summary>A run that has not ended, and the rule version that it belongs to.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Scope">Its scope.</param>
/// <param name="Rule">Its rule.</param>
/// <param name="RuleHash">The hash of the version that it was created with.</param>
public sealed record LiveRun(RunId RunId, string Scope, string Rule, string RuleHash);
