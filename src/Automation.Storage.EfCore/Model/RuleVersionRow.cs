using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Automation.Storage.Model;

/// <summary>One version of a rule. Never changes.</summary>
internal sealed class RuleVersionRow
{
    public string Scope { get; set; } = "";

    public string Name { get; set; } = "";

    public long Version { get; set; }

    public string Hash { get; set; } = "";

    public string? Author { get; set; }

    public DateTimeOffset SavedAt { get; set; }

    public string Json { get; set; } = "";

    public static void Map(EntityTypeBuilder<RuleVersionRow> table, string schema)
    {
        table.Named(schema, "rule_version", row => new { row.Scope, row.Name, row.Version });
        table.Text(row => row.Scope, "scope");
        table.Text(row => row.Name, "name");
        table.Column(row => row.Version, "version", "bigint");
        table.Text(row => row.Hash, "hash");
        table.OptionalProse(row => row.Author, "author");
        table.Column(row => row.SavedAt, "saved_at", "timestamp with time zone");
        table.Prose(row => row.Json, "json");
        table.Index(row => new { row.Scope, row.Name, row.Hash, row.Version }, "rule_version_by_hash");
    }
}
