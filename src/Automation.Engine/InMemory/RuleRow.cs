namespace Automation.Storage;

/// <summary>A rule with its versions, oldest first.</summary>
internal sealed class RuleRow
{
    public bool Enabled { get; set; }

    public bool Deleted { get; set; }

    public List<StoredRule> Versions { get; } = [];

    public StoredRule Present => Versions[^1] with { Enabled = Enabled };
}
