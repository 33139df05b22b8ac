using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Automation.Storage.Model;

/// <summary>What the runs of a rule, or of all rules of a scope (an empty rule), cost in a period, in millionths.</summary>
internal sealed class BudgetRow
{
    public string Scope { get; set; } = "";

    public string Rule { get; set; } = "";

    public string Period { get; set; } = "";

    /// <summary>What runs that have ended cost.</summary>
    public long Spent { get; set; }

    /// <summary>What live runs hold: the sum of their costs.</summary>
    public long Reserved { get; set; }

    /// <summary>When the period ends.</summary>
    public DateTimeOffset Until { get; set; }

    public static void Map(EntityTypeBuilder<BudgetRow> table, string schema)
    {
        table.Named(schema, "budget", row => new { row.Scope, row.Rule, row.Period });
        table.Text(row => row.Scope, "scope");
        table.Text(row => row.Rule, "rule");
        table.Text(row => row.Period, "period");
        table.Column(row => row.Spent, "spent", "bigint");
        table.Column(row => row.Reserved, "reserved", "bigint");
        table.Column(row => row.Until, "until", "timestamp with time zone");
        table.Index(row => row.Until, "budget_by_end");
    }
}
