using Automation.Storage;

namespace Automation;

/// <summary>How messages name a scope.</summary>
internal static class ScopeWords
{
    public static string Of(string scope) => scope == SharedScope.Name ? "all scopes" : $"scope '{scope}'";
}
