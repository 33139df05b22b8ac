using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Automation.Storage.Model;

/// <summary>What a verdict of an event is about, when the rule says another subject than the event has.</summary>
internal sealed class EventSubjectRow
{
    public Guid EventId { get; set; }

    public string Scope { get; set; } = "";

    public string Subject { get; set; } = "";

    public static void Map(EntityTypeBuilder<EventSubjectRow> table, string schema)
    {
        table.Named(schema, "event_subject", row => new { row.EventId, row.Scope, row.Subject });
        table.Column(row => row.EventId, "event_id", "uuid");
        table.Text(row => row.Scope, "scope");
        table.Text(row => row.Subject, "subject");
        table.Index(row => new { row.Scope, row.Subject, row.EventId }, "event_by_other_subject");
    }
}
