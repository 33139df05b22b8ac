using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Automation.Storage.Model;

/// <summary>A key that was used, so that the second use is told from the first.</summary>
internal sealed class DedupeRow
{
    public string Scope { get; set; } = "";

    public string Source { get; set; } = "";

    public byte[] KeyHash { get; set; } = [];

    public byte[] BodyHash { get; set; } = [];

    public Guid OriginalId { get; set; }

    public DateTimeOffset At { get; set; }

    public static void Map(EntityTypeBuilder<DedupeRow> table, string schema)
    {
        table.Named(schema, "dedupe", row => new { row.KeyHash, row.Scope, row.Source });
        table.Text(row => row.Scope, "scope");
        table.Text(row => row.Source, "source");
        table.Column(row => row.KeyHash, "key_hash", "bytea");
        table.Column(row => row.BodyHash, "body_hash", "bytea");
        table.Column(row => row.OriginalId, "original_id", "uuid");
        table.Column(row => row.At, "at", "timestamp with time zone");
        table.Index(row => row.At, "dedupe_by_age").HasMethod("brin");
    }
}
