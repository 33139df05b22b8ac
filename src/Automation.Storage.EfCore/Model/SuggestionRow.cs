using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Automation.Storage.Model;

/// <summary>A rule that somebody proposes, and what became of it.</summary>
internal sealed class SuggestionRow
{
    public string Scope { get; set; } = "";

    public Guid SuggestionId { get; set; }

    public string Key { get; set; } = "";

    public string Title { get; set; } = "";

    public string? Description { get; set; }

    public string Json { get; set; } = "";

    public int Revision { get; set; }

    public double Score { get; set; }

    public string? Author { get; set; }

    public short State { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset ProposedAt { get; set; }

    public DateTimeOffset? ClosedAt { get; set; }

    public string? ClosedBy { get; set; }

    public string? Reason { get; set; }

    public string? Rule { get; set; }

    public int? RuleVersion { get; set; }

    public static void Map(EntityTypeBuilder<SuggestionRow> table, string schema)
    {
        table.Named(schema, "suggestion", row => new { row.Scope, row.SuggestionId });
        table.Text(row => row.Scope, "scope");
        table.Column(row => row.SuggestionId, "suggestion_id", "uuid");
        table.Text(row => row.Key, "key");
        table.Prose(row => row.Title, "title");
        table.OptionalProse(row => row.Description, "description");
        table.Prose(row => row.Json, "json");
        table.Column(row => row.Revision, "revision", "integer");
        table.Column(row => row.Score, "score", "double precision");
        table.OptionalProse(row => row.Author, "author");
        table.Column(row => row.State, "state", "smallint");
        table.Column(row => row.CreatedAt, "created_at", "timestamp with time zone");
        table.Column(row => row.ProposedAt, "proposed_at", "timestamp with time zone");
        table.OptionalColumn(row => row.ClosedAt, "closed_at", "timestamp with time zone");
        table.OptionalProse(row => row.ClosedBy, "closed_by");
        table.OptionalProse(row => row.Reason, "reason");
        table.OptionalText(row => row.Rule, "rule");
        table.OptionalColumn(row => row.RuleVersion, "rule_version", "integer");
        table.Index(row => new { row.Scope, row.Key }, "suggestion_by_key").IsUnique();
        table.Index(row => new { row.Scope, row.State, row.Score, row.SuggestionId }, "suggestion_by_score").IsDescending(false, false, true, false);
        table.Index(row => new { row.Scope, row.ClosedAt }, "suggestion_by_close", "closed_at is not null");
    }
}
