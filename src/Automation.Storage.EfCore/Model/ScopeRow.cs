using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Automation.Storage.Model;

/// <summary>How often the rules of a scope changed.</summary>
internal sealed class ScopeRow
{
    public string Name { get; set; } = "";

    public long Version { get; set; }

    public static void Map(EntityTypeBuilder<ScopeRow> table, string schema)
    {
        table.Named(schema, "scope", row => row.Name);
        table.Text(row => row.Name, "scope");
        table.Column(row => row.Version, "version", "bigint");
    }
}
