using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Automation.Storage.Model;

/// <summary>A rule that failed too often in a scope.</summary>
internal sealed class BreakerRow
{
    public string Scope { get; set; } = "";

    public string Rule { get; set; } = "";

    public short State { get; set; }

    public int Failures { get; set; }

    public DateTimeOffset? OpenedAt { get; set; }

    public DateTimeOffset? Until { get; set; }

    public string? Reason { get; set; }

    public static void Map(EntityTypeBuilder<BreakerRow> table, string schema)
    {
        table.Named(schema, "breaker", row => new { row.Scope, row.Rule });
        table.Text(row => row.Scope, "scope");
        table.Text(row => row.Rule, "rule");
        table.Column(row => row.State, "state", "smallint");
        table.Column(row => row.Failures, "failures", "integer");
        table.OptionalColumn(row => row.OpenedAt, "opened_at", "timestamp with time zone");
        table.OptionalColumn(row => row.Until, "until", "timestamp with time zone");
        table.OptionalProse(row => row.Reason, "reason");
    }
}
