using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Automation.Storage.Model;

/// <summary>A line of a run's ledger; the line that ends the run carries the run's final status. Never changes.</summary>
internal sealed class EntryRow
{
    public Guid RunId { get; set; }

    public string Path { get; set; } = "";

    public short Kind { get; set; }

    public int Try { get; set; }

    public int Seq { get; set; }

    public short? Status { get; set; }

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset At { get; set; }

    public string? Scope { get; set; }

    public string? Rule { get; set; }

    public short? RunStatus { get; set; }

    public string? RunReason { get; set; }

    public byte[]? Body { get; set; }

    public byte[]? Next { get; set; }

    public static void Map(EntityTypeBuilder<EntryRow> table, string schema)
    {
        table.Named(schema, "entry", row => new { row.RunId, row.Path, row.Kind, row.Try });
        table.Column(row => row.RunId, "run_id", "uuid");
        table.Text(row => row.Path, "path");
        table.Column(row => row.Kind, "kind", "smallint");
        table.Column(row => row.Try, "try", "integer");
        table.Column(row => row.Seq, "seq", "integer");
        table.OptionalColumn(row => row.Status, "status", "smallint");
        table.OptionalColumn(row => row.StartedAt, "started_at", "timestamp with time zone");
        table.Column(row => row.At, "at", "timestamp with time zone");
        table.OptionalText(row => row.Scope, "scope");
        table.OptionalText(row => row.Rule, "rule");
        table.OptionalColumn(row => row.RunStatus, "run_status", "smallint");
        table.OptionalProse(row => row.RunReason, "run_reason");
        table.OptionalColumn(row => row.Body, "body", "bytea");
        table.OptionalColumn(row => row.Next, "next", "bytea");
        table.Index(row => new { row.Scope, row.RunStatus, row.RunId }, "entry_end", "run_status is not null");
        table.Index(row => new { row.Scope, row.Rule, row.RunStatus, row.RunId }, "entry_end_by_rule", "run_status is not null");
    }
}
