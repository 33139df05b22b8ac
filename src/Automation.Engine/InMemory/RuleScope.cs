namespace Automation.Storage;

/// <summary>The rules of one scope, by name.</summary>
internal sealed class RuleScope
{
    public long Version { get; set; }

    public SortedDictionary<string, RuleRow> Rules { get; } = new(StringComparer.Ordinal);

    /// <summary>What the scope has set for rules, by name.</summary>
    public SortedDictionary<string, RuleSettingRecord> Settings { get; } = new(StringComparer.Ordinal);
}
