using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Automation.Storage.Model;

/// <summary>What a scope has set for a rule, whether it is stored there or one of the host's own.</summary>
internal sealed class RuleSettingRow
{
    public string Scope { get; set; } = "";

    public string Rule { get; set; } = "";

    public int Revision { get; set; }

    public string Body { get; set; } = "";

    public string? Author { get; set; }

    public DateTimeOffset SavedAt { get; set; }

    public static void Map(EntityTypeBuilder<RuleSettingRow> table, string schema)
    {
        table.Named(schema, "rule_setting", row => new { row.Scope, row.Rule });
        table.Text(row => row.Scope, "scope");
        table.Text(row => row.Rule, "rule");
        table.Column(row => row.Revision, "revision", "integer");
        table.Prose(row => row.Body, "body");
        table.OptionalProse(row => row.Author, "author");
        table.Column(row => row.SavedAt, "saved_at", "timestamp with time zone");
    }
}
