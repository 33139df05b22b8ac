using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Automation.Storage.Model;

/// <summary>How many runs a chain of events has started, where the chain goes on.</summary>
internal sealed class RootRunRow
{
    public Guid Root { get; set; }

    public int Runs { get; set; }

    public DateTimeOffset At { get; set; }

    public static void Map(EntityTypeBuilder<RootRunRow> table, string schema)
    {
        table.Named(schema, "root_run", row => row.Root);
        table.Column(row => row.Root, "root", "uuid");
        table.Column(row => row.Runs, "runs", "integer");
        table.Column(row => row.At, "at", "timestamp with time zone");
        table.Index(row => row.At, "root_run_by_age");
    }
}
