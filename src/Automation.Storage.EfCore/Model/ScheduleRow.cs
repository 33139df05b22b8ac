using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Automation.Storage.Model;

/// <summary>A schedule of a rule in a scope, and when it is due next.</summary>
internal sealed class ScheduleRow
{
    public string Scope { get; set; } = "";

    public string Rule { get; set; } = "";

    public string TriggerId { get; set; } = "";

    public bool Shared { get; set; }

    public string Spec { get; set; } = "";

    public DateTimeOffset? NextDue { get; set; }

    public DateTimeOffset? LastDue { get; set; }

    public Guid? LastRun { get; set; }

    /// <summary>How far a trigger that polls has read.</summary>
    public string? Cursor { get; set; }

    /// <summary>The revision of the rule's setting that the spec was made with.</summary>
    public int Setting { get; set; }

    public static void Map(EntityTypeBuilder<ScheduleRow> table, string schema)
    {
        table.Named(schema, "schedule", row => new { row.Scope, row.Rule, row.TriggerId });
        table.Text(row => row.Scope, "scope");
        table.Text(row => row.Rule, "rule");
        table.Text(row => row.TriggerId, "trigger_id");
        table.Column(row => row.Shared, "shared", "boolean");
        table.Prose(row => row.Spec, "spec");
        table.OptionalColumn(row => row.NextDue, "next_due", "timestamp with time zone");
        table.OptionalColumn(row => row.LastDue, "last_due", "timestamp with time zone");
        table.OptionalColumn(row => row.LastRun, "last_run", "uuid");
        table.OptionalProse(row => row.Cursor, "cursor");
        table.Column(row => row.Setting, "setting", "integer").HasDefaultValueSql("0");
        table.Index(row => new { row.NextDue, row.Scope, row.Rule, row.TriggerId }, "schedule_due", "next_due is not null");
        table.Index(row => row.Rule, "schedule_shared", "shared");
    }
}
