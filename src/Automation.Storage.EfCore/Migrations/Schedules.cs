using Microsoft.EntityFrameworkCore.Migrations;

namespace Automation.Storage.Migrations;

/// <summary>Version 2: schedules.</summary>
[Migration("20261121000000_Schedules")]
internal sealed class Schedules(string schema) : Migration
{
    /// <inheritdoc/>
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            name: "schedule",
            schema: schema,
            columns: table => new
            {
                scope = table.Column<string>(type: "text", nullable: false, collation: "C"),
                rule = table.Column<string>(type: "text", nullable: false, collation: "C"),
                trigger_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                shared = table.Column<bool>(type: "boolean", nullable: false),
                spec = table.Column<string>(type: "text", nullable: false),
                next_due = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                last_due = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                last_run = table.Column<Guid>(type: "uuid", nullable: true)
            },
            constraints: table =>
            {
                table.PrimaryKey("schedule_pkey", x => new { x.scope, x.rule, x.trigger_id });
            });

        migrationBuilder.UpdateData(
            schema: schema,
            table: "store_version",
            keyColumns: ["id"],
            keyColumnTypes: ["integer"],
            keyValues: [1],
            columns: ["version"],
            columnTypes: ["integer"],
            values: [2]);

        migrationBuilder.CreateIndex(
            name: "schedule_due",
            schema: schema,
            table: "schedule",
            columns: new[] { "next_due", "scope", "rule", "trigger_id" },
            filter: "next_due is not null");
    }
}
