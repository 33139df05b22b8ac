using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Automation.Storage.Model;

/// <summary>A way in from outside for one trigger of a rule in a scope. Its secrets are in the body.</summary>
internal sealed class WebhookRow
{
    public string Id { get; set; } = "";

    public string Scope { get; set; } = "";

    public string Rule { get; set; } = "";

    public string TriggerId { get; set; } = "";

    public int Revision { get; set; }

    public string Body { get; set; } = "";

    public static void Map(EntityTypeBuilder<WebhookRow> table, string schema)
    {
        table.Named(schema, "webhook", row => row.Id);
        table.Text(row => row.Id, "id");
        table.Text(row => row.Scope, "scope");
        table.Text(row => row.Rule, "rule");
        table.Text(row => row.TriggerId, "trigger_id");
        table.Column(row => row.Revision, "revision", "integer");
        table.Prose(row => row.Body, "body");
        table.Index(row => new { row.Scope, row.Rule, row.TriggerId }, "webhook_by_trigger").IsUnique();
        table.Index(row => row.Rule, "webhook_by_rule");
    }
}
