using Automation.Storage;

namespace Automation;

/// <summary>How messages name a scope.</summary>
internal static class ScopeWords
{
    /// <summary>A method that there is for a rule of a scope, and another one for what is stored for all.</summary>
    public static string CallOf(string scope, string method) => scope == SharedScope.Name ? $"SharedRules.{method}" : method;

    public static string Of(string scope) => scope == SharedScope.Name ? "all scopes" : $"scope '{scope}'";
}
