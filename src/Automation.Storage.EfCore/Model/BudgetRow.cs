using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Automation.Storage.Model;

/// <summary>What the runs of a rule, or of all rules of a scope (an empty rule), have cost in a period.</summary>
internal sealed class BudgetRow
{
    public string Scope { get; set; } = "";

    public string Rule { get; set; } = "";

    public string Period { get; set; } = "";

    public long Used { get; set; }

    public static void Map(EntityTypeBuilder<BudgetRow> table, string schema)
    {
        table.Named(schema, "budget", row => new { row.Scope, row.Rule, row.Period });
        table.Text(row => row.Scope, "scope");
        table.Text(row => row.Rule, "rule");
        table.Text(row => row.Period, "period");
        table.Column(row => row.Used, "used", "bigint");
    }
}
