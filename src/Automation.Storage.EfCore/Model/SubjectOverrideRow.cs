using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Automation.Storage.Model;

/// <summary>A subject that a person has taken in hand: no rule works on it.</summary>
internal sealed class SubjectOverrideRow
{
    public string Scope { get; set; } = "";

    public string Subject { get; set; } = "";

    public string? Reason { get; set; }

    public string? Author { get; set; }

    public DateTimeOffset At { get; set; }

    public static void Map(EntityTypeBuilder<SubjectOverrideRow> table, string schema)
    {
        table.Named(schema, "subject_override", row => new { row.Scope, row.Subject });
        table.Text(row => row.Scope, "scope");
        table.Text(row => row.Subject, "subject");
        table.OptionalProse(row => row.Reason, "reason");
        table.OptionalProse(row => row.Author, "author");
        table.Column(row => row.At, "at", "timestamp with time zone");
    }
}
