using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Automation.Storage.Model;

/// <summary>A line that a handler wrote. Never changes.</summary>
internal sealed class LogRow
{
    public Guid RunId { get; set; }

    public long Number { get; set; }

    public string Path { get; set; } = "";

    public int Attempt { get; set; }

    public DateTimeOffset At { get; set; }

    public short Level { get; set; }

    public double? Percent { get; set; }

    public string Message { get; set; } = "";

    public static void Map(EntityTypeBuilder<LogRow> table, string schema)
    {
        table.Named(schema, "log", row => new { row.RunId, row.Number });
        table.Column(row => row.RunId, "run_id", "uuid");
        table.Column(row => row.Number, "number", "bigint");
        table.Text(row => row.Path, "path");
        table.Column(row => row.Attempt, "attempt", "integer");
        table.Column(row => row.At, "at", "timestamp with time zone");
        table.Column(row => row.Level, "level", "smallint");
        table.OptionalColumn(row => row.Percent, "percent", "double precision");
        table.Prose(row => row.Message, "message");
    }
}
