using Microsoft.EntityFrameworkCore.Migrations;

namespace Automation.Storage.Migrations;

/// <summary>Version 3: what a parked run needs, and since when a run waits to be taken.</summary>
[Migration("20261121020000_NeedsAndSince")]
internal sealed class NeedsAndSince(string schema) : Migration
{
    /// <inheritdoc/>
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.AddColumn<string>(
            name: "need",
            schema: schema,
            table: "live",
            type: "text",
            nullable: true,
            collation: "C");

        migrationBuilder.AddColumn<DateTimeOffset>(
            name: "since",
            schema: schema,
            table: "live",
            type: "timestamp with time zone",
            nullable: true);

        migrationBuilder.CreateIndex(
            name: "live_needs",
            schema: schema,
            table: "live",
            columns: new[] { "need", "run_id" },
            filter: "state = 6 and need is not null");

        migrationBuilder.UpdateData(
            schema: schema,
            table: "store_version",
            keyColumns: ["id"],
            keyColumnTypes: ["integer"],
            keyValues: [1],
            columns: ["version"],
            columnTypes: ["integer"],
            values: [3]);
    }
}
