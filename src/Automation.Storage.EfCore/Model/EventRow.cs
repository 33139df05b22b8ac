using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Automation.Storage.Model;

/// <summary>An event as it was accepted, with the verdict of each rule. Never changes.</summary>
internal sealed class EventRow
{
    public Guid EventId { get; set; }

    public long Position { get; set; }

    public string Scope { get; set; } = "";

    public string Type { get; set; } = "";

    public string? Subject { get; set; }

    public DateTimeOffset At { get; set; }

    public Guid? Cause { get; set; }

    public Guid Root { get; set; }

    public int Depth { get; set; }

    public byte[]? Verdicts { get; set; }

    public byte[] Payload { get; set; } = [];

    /// <summary>See <see cref="VerdictIndex"/>. Where a former version of the package counted nothing stands every reason, so that the verdicts themselves are read.</summary>
    public int Notable { get; set; }

    public static void Map(EntityTypeBuilder<EventRow> table, string schema)
    {
        table.Named(schema, "event", row => row.EventId);
        table.Column(row => row.EventId, "event_id", "uuid");
        table.Column(row => row.Position, "position", "bigint");
        table.Text(row => row.Scope, "scope");
        table.Text(row => row.Type, "type");
        table.OptionalText(row => row.Subject, "subject");
        table.Column(row => row.At, "at", "timestamp with time zone");
        table.OptionalColumn(row => row.Cause, "cause", "uuid");
        table.Column(row => row.Root, "root", "uuid");
        table.Column(row => row.Depth, "depth", "integer");
        table.OptionalColumn(row => row.Verdicts, "verdicts", "bytea");
        table.Column(row => row.Payload, "payload", "bytea");
        table.Column(row => row.Notable, "notable", "integer").HasDefaultValueSql("-1");
        table.Index(row => new { row.Scope, row.Type, row.EventId }, "event_by_type");
        table.Index(row => new { row.Scope, row.Subject, row.Type, row.Position }, "event_by_subject", "subject is not null");
        table.Index(row => new { row.Scope, row.EventId }, "event_notable", "notable <> 0");
    }
}
