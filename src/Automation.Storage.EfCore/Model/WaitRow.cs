using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Automation.Storage.Model;

/// <summary>A step that waits for an event.</summary>
internal sealed class WaitRow
{
    public Guid RunId { get; set; }

    public string Path { get; set; } = "";

    public string Scope { get; set; } = "";

    public string Type { get; set; } = "";

    public string Subject { get; set; } = "";

    public static void Map(EntityTypeBuilder<WaitRow> table, string schema)
    {
        table.Named(schema, "wait", row => new { row.RunId, row.Path });
        table.Column(row => row.RunId, "run_id", "uuid");
        table.Text(row => row.Path, "path");
        table.Text(row => row.Scope, "scope");
        table.Text(row => row.Type, "type");
        table.Text(row => row.Subject, "subject");
        table.Index(row => new { row.Scope, row.Type, row.Subject }, "wait_by_topic");
        table.RowsComeAndGo();
    }
}
