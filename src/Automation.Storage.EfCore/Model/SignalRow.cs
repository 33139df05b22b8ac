using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Automation.Storage.Model;

/// <summary>What a run has been told and has not consumed yet.</summary>
internal sealed class SignalRow
{
    public Guid RunId { get; set; }

    public string Path { get; set; } = "";

    public short Kind { get; set; }

    public string Nonce { get; set; } = "";

    public long Position { get; set; }

    public DateTimeOffset At { get; set; }

    public byte[]? Body { get; set; }

    public static void Map(EntityTypeBuilder<SignalRow> table, string schema)
    {
        table.Named(schema, "signal", row => new { row.RunId, row.Path, row.Kind, row.Nonce });
        table.Column(row => row.RunId, "run_id", "uuid");
        table.Text(row => row.Path, "path");
        table.Column(row => row.Kind, "kind", "smallint");
        table.Text(row => row.Nonce, "nonce");
        table.Column(row => row.Position, "position", "bigint").HasDefaultValueSql(AutomationModel.Next(schema, AutomationModel.PositionSequence));
        table.Column(row => row.At, "at", "timestamp with time zone");
        table.OptionalColumn(row => row.Body, "body", "bytea");
        table.RowsComeAndGo();
    }
}
