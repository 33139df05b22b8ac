using Microsoft.EntityFrameworkCore.Migrations;

namespace Automation.Storage.Migrations;

/// <summary>Version 4: what scopes set for rules, what guards have to remember, and rules that are proposed.</summary>
[Migration("20261130000000_Guards")]
internal sealed class Guards(string schema) : Migration
{
    /// <inheritdoc/>
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            name: "rule_setting",
            schema: schema,
            columns: table => new
            {
                scope = table.Column<string>(type: "text", nullable: false, collation: "C"),
                rule = table.Column<string>(type: "text", nullable: false, collation: "C"),
                revision = table.Column<int>(type: "integer", nullable: false),
                body = table.Column<string>(type: "text", nullable: false),
                author = table.Column<string>(type: "text", nullable: true),
                saved_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("rule_setting_pkey", x => new { x.scope, x.rule });
            });

        migrationBuilder.CreateTable(
            name: "subject_override",
            schema: schema,
            columns: table => new
            {
                scope = table.Column<string>(type: "text", nullable: false, collation: "C"),
                subject = table.Column<string>(type: "text", nullable: false, collation: "C"),
                reason = table.Column<string>(type: "text", nullable: true),
                author = table.Column<string>(type: "text", nullable: true),
                at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("subject_override_pkey", x => new { x.scope, x.subject });
            });

        migrationBuilder.CreateTable(
            name: "debounce",
            schema: schema,
            columns: table => new
            {
                scope = table.Column<string>(type: "text", nullable: false, collation: "C"),
                rule = table.Column<string>(type: "text", nullable: false, collation: "C"),
                key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                run_id = table.Column<Guid>(type: "uuid", nullable: false),
                rule_hash = table.Column<string>(type: "text", nullable: false, collation: "C"),
                trigger_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                first_event = table.Column<Guid>(type: "uuid", nullable: false),
                event_id = table.Column<Guid>(type: "uuid", nullable: false),
                first_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                events = table.Column<int>(type: "integer", nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("debounce_pkey", x => new { x.scope, x.rule, x.key });
            });

        migrationBuilder.CreateIndex(
            name: "debounce_due",
            schema: schema,
            table: "debounce",
            columns: ["due_at", "scope", "rule", "key"]);

        migrationBuilder.CreateTable(
            name: "breaker",
            schema: schema,
            columns: table => new
            {
                scope = table.Column<string>(type: "text", nullable: false, collation: "C"),
                rule = table.Column<string>(type: "text", nullable: false, collation: "C"),
                state = table.Column<short>(type: "smallint", nullable: false),
                failures = table.Column<int>(type: "integer", nullable: false),
                opened_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                reason = table.Column<string>(type: "text", nullable: true)
            },
            constraints: table =>
            {
                table.PrimaryKey("breaker_pkey", x => new { x.scope, x.rule });
            });

        migrationBuilder.CreateTable(
            name: "root_run",
            schema: schema,
            columns: table => new
            {
                root = table.Column<Guid>(type: "uuid", nullable: false),
                runs = table.Column<int>(type: "integer", nullable: false),
                at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("root_run_pkey", x => x.root);
            });

        migrationBuilder.CreateIndex(
            name: "root_run_by_age",
            schema: schema,
            table: "root_run",
            column: "at");

        migrationBuilder.CreateTable(
            name: "budget",
            schema: schema,
            columns: table => new
            {
                scope = table.Column<string>(type: "text", nullable: false, collation: "C"),
                rule = table.Column<string>(type: "text", nullable: false, collation: "C"),
                period = table.Column<string>(type: "text", nullable: false, collation: "C"),
                spent = table.Column<long>(type: "bigint", nullable: false),
                reserved = table.Column<long>(type: "bigint", nullable: false),
                until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("budget_pkey", x => new { x.scope, x.rule, x.period });
            });

        migrationBuilder.CreateIndex(
            name: "budget_by_end",
            schema: schema,
            table: "budget",
            column: "until");

        migrationBuilder.CreateTable(
            name: "suggestion",
            schema: schema,
            columns: table => new
            {
                scope = table.Column<string>(type: "text", nullable: false, collation: "C"),
                suggestion_id = table.Column<Guid>(type: "uuid", nullable: false),
                key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                title = table.Column<string>(type: "text", nullable: false),
                description = table.Column<string>(type: "text", nullable: true),
                json = table.Column<string>(type: "text", nullable: false),
                revision = table.Column<int>(type: "integer", nullable: false),
                score = table.Column<double>(type: "double precision", nullable: false),
                author = table.Column<string>(type: "text", nullable: true),
                state = table.Column<short>(type: "smallint", nullable: false),
                created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                proposed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                closed_by = table.Column<string>(type: "text", nullable: true),
                reason = table.Column<string>(type: "text", nullable: true),
                rule = table.Column<string>(type: "text", nullable: true, collation: "C"),
                rule_version = table.Column<int>(type: "integer", nullable: true)
            },
            constraints: table =>
            {
                table.PrimaryKey("suggestion_pkey", x => new { x.scope, x.suggestion_id });
            });

        migrationBuilder.CreateIndex(
            name: "suggestion_by_key",
            schema: schema,
            table: "suggestion",
            columns: ["scope", "key"],
            unique: true);

        migrationBuilder.CreateIndex(
            name: "suggestion_by_score",
            schema: schema,
            table: "suggestion",
            columns: ["scope", "state", "score", "suggestion_id"],
            descending: [false, false, true, false]);

        migrationBuilder.CreateIndex(
            name: "suggestion_by_close",
            schema: schema,
            table: "suggestion",
            columns: ["scope", "closed_at"],
            filter: "closed_at is not null");

        migrationBuilder.CreateTable(
            name: "webhook",
            schema: schema,
            columns: table => new
            {
                id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                scope = table.Column<string>(type: "text", nullable: false, collation: "C"),
                rule = table.Column<string>(type: "text", nullable: false, collation: "C"),
                trigger_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                revision = table.Column<int>(type: "integer", nullable: false),
                body = table.Column<string>(type: "text", nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("webhook_pkey", x => x.id);
            });

        migrationBuilder.CreateIndex(
            name: "webhook_by_trigger",
            schema: schema,
            table: "webhook",
            columns: new[] { "scope", "rule", "trigger_id" },
            unique: true);

        migrationBuilder.CreateIndex(
            name: "webhook_by_rule",
            schema: schema,
            table: "webhook",
            column: "rule");

        migrationBuilder.AddColumn<string>(
            name: "overlap",
            schema: schema,
            table: "live",
            type: "text",
            nullable: true,
            collation: "C");

        migrationBuilder.AddColumn<long>(
            name: "cost",
            schema: schema,
            table: "live",
            type: "bigint",
            nullable: true);

        migrationBuilder.AddColumn<string>(
            name: "rule_period",
            schema: schema,
            table: "live",
            type: "text",
            nullable: true,
            collation: "C");

        migrationBuilder.AddColumn<string>(
            name: "scope_period",
            schema: schema,
            table: "live",
            type: "text",
            nullable: true,
            collation: "C");

        migrationBuilder.AddColumn<Guid>(
            name: "rerun_of",
            schema: schema,
            table: "run",
            type: "uuid",
            nullable: true);

        migrationBuilder.AddColumn<string>(
            name: "time_zone",
            schema: schema,
            table: "run",
            type: "text",
            nullable: true);

        migrationBuilder.CreateIndex(
            name: "run_rerun",
            schema: schema,
            table: "run",
            column: "event_id",
            filter: "rerun_of is not null");

        migrationBuilder.AddColumn<string>(
            name: "cursor",
            schema: schema,
            table: "schedule",
            type: "text",
            nullable: true);

        migrationBuilder.AddColumn<int>(
            name: "setting",
            schema: schema,
            table: "schedule",
            type: "integer",
            nullable: false,
            defaultValueSql: "0");

        migrationBuilder.CreateIndex(
            name: "schedule_shared",
            schema: schema,
            table: "schedule",
            column: "rule",
            filter: "shared");

        migrationBuilder.CreateIndex(
            name: "rule_by_name",
            schema: schema,
            table: "rule",
            column: "name",
            filter: "not deleted");

        migrationBuilder.CreateIndex(
            name: "live_overlap",
            schema: schema,
            table: "live",
            columns: new[] { "scope", "rule", "overlap", "run_id" },
            filter: "overlap is not null");

        migrationBuilder.AddColumn<int>(
            name: "notable",
            schema: schema,
            table: "event",
            type: "integer",
            nullable: false,
            defaultValueSql: "-1");

        migrationBuilder.CreateTable(
            name: "event_subject",
            schema: schema,
            columns: table => new
            {
                event_id = table.Column<Guid>(type: "uuid", nullable: false),
                scope = table.Column<string>(type: "text", nullable: false, collation: "C"),
                subject = table.Column<string>(type: "text", nullable: false, collation: "C")
            },
            constraints: table =>
            {
                table.PrimaryKey("event_subject_pkey", x => new { x.event_id, x.scope, x.subject });
            });

        migrationBuilder.CreateIndex(
            name: "event_by_other_subject",
            schema: schema,
            table: "event_subject",
            columns: new[] { "scope", "subject", "event_id" });

        migrationBuilder.CreateIndex(
            name: "event_notable",
            schema: schema,
            table: "event",
            columns: new[] { "scope", "event_id" },
            filter: "notable <> 0");

        migrationBuilder.UpdateData(
            schema: schema,
            table: "store_version",
            keyColumns: ["id"],
            keyColumnTypes: ["integer"],
            keyValues: [1],
            columns: ["version"],
            columnTypes: ["integer"],
            values: [4]);
    }
}
