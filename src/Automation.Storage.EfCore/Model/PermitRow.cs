using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Automation.Storage.Model;

/// <summary>How many runs of a rule, or of all rules of a scope (an empty rule), may be worked on at the same time. Holders are counted in live.</summary>
internal sealed class PermitRow
{
    public string Scope { get; set; } = "";

    public string Rule { get; set; } = "";

    public int Most { get; set; }

    public static void Map(EntityTypeBuilder<PermitRow> table, string schema)
    {
        table.Named(schema, "permit", row => new { row.Scope, row.Rule });
        table.Text(row => row.Scope, "scope");
        table.Text(row => row.Rule, "rule");
        table.Column(row => row.Most, "most", "integer");
    }
}
