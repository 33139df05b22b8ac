using System.Text.Json.Serialization;

namespace Automation;

/// <summary>What an import did with a rule, or would do.</summary>
[JsonConverter(typeof(WordJsonConverter<RuleImportStatus>))]
public enum RuleImportStatus
{
    /// <summary>The scope had no rule of this name.</summary>
    New = 1,

    /// <summary>The scope has exactly this rule: nothing to store.</summary>
    Same = 2,

    /// <summary>The scope had another rule of this name: a new version.</summary>
    Changed = 3,

    /// <summary>Nothing of the rule was stored; the faults say why.</summary>
    Refused = 4,

    /// <summary>The scope had another rule of this name, which stays (<see cref="RuleImportOptions.KeepExisting"/>).</summary>
    Kept = 5,
}
