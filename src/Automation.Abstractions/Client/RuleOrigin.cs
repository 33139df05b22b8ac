using System.Text.Json.Serialization;

namespace Automation;

/// <summary>Where a rule is from. Of two rules with one name the first of these counts.</summary>
[JsonConverter(typeof(WordJsonConverter<RuleOrigin>))]
public enum RuleOrigin
{
    /// <summary>One of the host's own, in C# or registered as JSON: the same in all scopes, changed by a deployment only.</summary>
    Code = 1,

    /// <summary>Stored for all scopes: see <see cref="IAutomationClient.SharedRules"/>.</summary>
    Shared = 2,

    /// <summary>Stored in the scope: see <see cref="IScopedAutomation.Rules"/>.</summary>
    Scope = 3,
}
