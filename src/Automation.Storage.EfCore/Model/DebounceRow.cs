using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Automation.Storage.Model;

/// <summary>Events about one subject that wait for it to become quiet, and the run that they will start.</summary>
internal sealed class DebounceRow
{
    public string Scope { get; set; } = "";

    public string Rule { get; set; } = "";

    public string Key { get; set; } = "";

    public Guid RunId { get; set; }

    public string RuleHash { get; set; } = "";

    public string TriggerId { get; set; } = "";

    public Guid FirstEvent { get; set; }

    public Guid EventId { get; set; }

    public DateTimeOffset FirstAt { get; set; }

    public DateTimeOffset Until { get; set; }

    public DateTimeOffset DueAt { get; set; }

    public int Events { get; set; }

    public static void Map(EntityTypeBuilder<DebounceRow> table, string schema)
    {
        table.Named(schema, "debounce", row => new { row.Scope, row.Rule, row.Key });
        table.Text(row => row.Scope, "scope");
        table.Text(row => row.Rule, "rule");
        table.Text(row => row.Key, "key");
        table.Column(row => row.RunId, "run_id", "uuid");
        table.Text(row => row.RuleHash, "rule_hash");
        table.Text(row => row.TriggerId, "trigger_id");
        table.Column(row => row.FirstEvent, "first_event", "uuid");
        table.Column(row => row.EventId, "event_id", "uuid");
        table.Column(row => row.FirstAt, "first_at", "timestamp with time zone");
        table.Column(row => row.Until, "until", "timestamp with time zone");
        table.Column(row => row.DueAt, "due_at", "timestamp with time zone");
        table.Column(row => row.Events, "events", "integer");
        table.Index(row => new { row.DueAt, row.Scope, row.Rule, row.Key }, "debounce_due");
    }
}
