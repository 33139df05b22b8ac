using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Automation.Storage.Model;

/// <summary>A run as it was created. Never changes.</summary>
internal sealed class RunRow
{
    public Guid RunId { get; set; }

    public long Position { get; set; }

    public string Scope { get; set; } = "";

    public string Rule { get; set; } = "";

    public string RuleHash { get; set; } = "";

    public string? Subject { get; set; }

    public short TriggerKind { get; set; }

    public string TriggerId { get; set; } = "";

    public Guid? EventId { get; set; }

    public DateTimeOffset At { get; set; }

    public byte[]? Next { get; set; }

    public byte[]? Input { get; set; }

    /// <summary>The run that it repeats, or goes on from.</summary>
    public Guid? RerunOf { get; set; }

    /// <summary>The zone that it reckons in; null for UTC.</summary>
    public string? TimeZone { get; set; }

    public static void Map(EntityTypeBuilder<RunRow> table, string schema)
    {
        table.Named(schema, "run", row => row.RunId);
        table.Column(row => row.RunId, "run_id", "uuid");
        table.Column(row => row.Position, "position", "bigint");
        table.Text(row => row.Scope, "scope");
        table.Text(row => row.Rule, "rule");
        table.Text(row => row.RuleHash, "rule_hash");
        table.OptionalText(row => row.Subject, "subject");
        table.Column(row => row.TriggerKind, "trigger_kind", "smallint");
        table.Text(row => row.TriggerId, "trigger_id");
        table.OptionalColumn(row => row.EventId, "event_id", "uuid");
        table.Column(row => row.At, "at", "timestamp with time zone");
        table.OptionalColumn(row => row.Next, "next", "bytea");
        table.OptionalColumn(row => row.Input, "input", "bytea");
        table.OptionalColumn(row => row.RerunOf, "rerun_of", "uuid");
        table.OptionalProse(row => row.TimeZone, "time_zone");
        table.Index(row => new { row.Scope, row.RunId }, "run_by_scope");
        table.Index(row => new { row.Scope, row.Rule, row.RunId }, "run_by_rule");
        table.Index(row => new { row.Scope, row.Subject, row.RunId }, "run_by_subject", "subject is not null");
        table.Index(row => row.EventId, "run_rerun", "rerun_of is not null");
    }
}
