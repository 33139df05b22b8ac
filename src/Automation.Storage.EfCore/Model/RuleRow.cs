using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Automation.Storage.Model;

/// <summary>A rule and which version of it is present.</summary>
internal sealed class RuleRow
{
    public string Scope { get; set; } = "";

    public string Name { get; set; } = "";

    public long Version { get; set; }

    public bool Enabled { get; set; }

    public bool Deleted { get; set; }

    public static void Map(EntityTypeBuilder<RuleRow> table, string schema)
    {
        table.Named(schema, "rule", row => new { row.Scope, row.Name });
        table.Text(row => row.Scope, "scope");
        table.Text(row => row.Name, "name");
        table.Column(row => row.Version, "version", "bigint");
        table.Column(row => row.Enabled, "enabled", "boolean");
        table.Column(row => row.Deleted, "deleted", "boolean");
        table.Index(row => row.Name, "rule_by_name", "not deleted");
    }
}
