using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Automation.Storage.Model;

/// <summary>An event that the host wrote in a transaction of its own, and that is not accepted yet.</summary>
internal sealed class IntakeRow
{
    public Guid IntakeId { get; set; }

    public long Position { get; set; }

    public DateTimeOffset At { get; set; }

    public string Scope { get; set; } = "";

    public string Type { get; set; } = "";

    public string? Subject { get; set; }

    public byte[] Payload { get; set; } = [];

    public Guid? Cause { get; set; }

    public Guid? Root { get; set; }

    public int Depth { get; set; }

    public string? DedupeSource { get; set; }

    public byte[]? DedupeKey { get; set; }

    public byte[]? DedupeBody { get; set; }

    public static void Map(EntityTypeBuilder<IntakeRow> table, string schema)
    {
        table.Named(schema, "intake", row => row.IntakeId);
        table.Column(row => row.IntakeId, "intake_id", "uuid");
        table.Column(row => row.Position, "position", "bigint").HasDefaultValueSql(AutomationModel.Next(schema, AutomationModel.PositionSequence)).ValueGeneratedOnAdd();
        table.Column(row => row.At, "at", "timestamp with time zone").HasDefaultValueSql("clock_timestamp()").ValueGeneratedOnAdd();
        table.Text(row => row.Scope, "scope");
        table.Text(row => row.Type, "type");
        table.OptionalText(row => row.Subject, "subject");
        table.Column(row => row.Payload, "payload", "bytea");
        table.OptionalColumn(row => row.Cause, "cause", "uuid");
        table.OptionalColumn(row => row.Root, "root", "uuid");
        table.Column(row => row.Depth, "depth", "integer");
        table.OptionalText(row => row.DedupeSource, "dedupe_source");
        table.OptionalColumn(row => row.DedupeKey, "dedupe_key", "bytea");
        table.OptionalColumn(row => row.DedupeBody, "dedupe_body", "bytea");
        table.Index(row => row.Position, "intake_by_position");
    }
}
