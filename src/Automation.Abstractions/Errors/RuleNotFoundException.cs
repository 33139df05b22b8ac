namespace Automation;

/// <summary>The scope has no rule of this name.</summary>
/// <param name="scope">The scope.</param>
/// <param name="rule">The name that was asked for.</param>
/// <param name="nearest">The name of a rule there that is nearly the same; null for none.</param>
public sealed class RuleNotFoundException(string scope, string rule, string? nearest = null)
    : Exception((scope == Storage.SharedScope.Name ? $"No rule '{rule}' is stored for all scopes." : $"Scope '{scope}' has no rule '{rule}'.")
        + (nearest is not null ? $" Did you mean '{nearest}'?"
            : scope == Storage.SharedScope.Name ? " Save it with SharedRules.SaveAsync."
            : " Register it with AddRule, or save it with Rules.SaveAsync."))
{
    /// <summary>The name of a rule there that is nearly the same, and may be meant; null for none.</summary>
    public string? Nearest { get; } = nearest;

    /// <summary>The scope.</summary>
    public string Scope { get; } = scope;

    /// <summary>The name that was asked for.</summary>
    public string Rule { get; } = rule;
}
