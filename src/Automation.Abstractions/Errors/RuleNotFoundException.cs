namespace Automation;

/// <summary>The scope has no rule of this name.</summary>
/// <param name="scope">The scope.</param>
/// <param name="rule">The name that was asked for.</param>
public sealed class RuleNotFoundException(string scope, string rule)
    : Exception(scope == Storage.SharedScope.Name
        ? $"No rule '{rule}' is stored for all scopes. Save it with SharedRules.SaveAsync."
        : $"Scope '{scope}' has no rule '{rule}'. Register it with AddRule, or save it with Rules.SaveAsync.")
{
    /// <summary>The scope.</summary>
    public string Scope { get; } = scope;

    /// <summary>The name that was asked for.</summary>
    public string Rule { get; } = rule;
}
