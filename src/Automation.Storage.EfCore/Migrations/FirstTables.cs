using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

namespace Automation.Storage.Migrations;

/// <summary>Version 1: the first tables.</summary>
[Migration("20261120000000_FirstTables")]
internal sealed class FirstTables(string schema) : Migration
{
    /// <inheritdoc/>
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.EnsureSchema(
            name: schema);

        migrationBuilder.CreateSequence(
            name: "epoch",
            schema: schema);

        migrationBuilder.CreateSequence(
            name: "position",
            schema: schema);

        migrationBuilder.CreateTable(
            name: "dedupe",
            schema: schema,
            columns: table => new
            {
                scope = table.Column<string>(type: "text", nullable: false, collation: "C"),
                source = table.Column<string>(type: "text", nullable: false, collation: "C"),
                key_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                body_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                original_id = table.Column<Guid>(type: "uuid", nullable: false),
                at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("dedupe_pkey", x => new { x.key_hash, x.scope, x.source });
            });

        migrationBuilder.CreateTable(
            name: "entry",
            schema: schema,
            columns: table => new
            {
                run_id = table.Column<Guid>(type: "uuid", nullable: false),
                path = table.Column<string>(type: "text", nullable: false, collation: "C"),
                kind = table.Column<short>(type: "smallint", nullable: false),
                @try = table.Column<int>(name: "try", type: "integer", nullable: false),
                seq = table.Column<int>(type: "integer", nullable: false),
                status = table.Column<short>(type: "smallint", nullable: true),
                started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                scope = table.Column<string>(type: "text", nullable: true, collation: "C"),
                rule = table.Column<string>(type: "text", nullable: true, collation: "C"),
                run_status = table.Column<short>(type: "smallint", nullable: true),
                run_reason = table.Column<string>(type: "text", nullable: true),
                body = table.Column<byte[]>(type: "bytea", nullable: true),
                next = table.Column<byte[]>(type: "bytea", nullable: true)
            },
            constraints: table =>
            {
                table.PrimaryKey("entry_pkey", x => new { x.run_id, x.path, x.kind, x.@try });
            });

        migrationBuilder.CreateTable(
            name: "event",
            schema: schema,
            columns: table => new
            {
                event_id = table.Column<Guid>(type: "uuid", nullable: false),
                position = table.Column<long>(type: "bigint", nullable: false),
                scope = table.Column<string>(type: "text", nullable: false, collation: "C"),
                type = table.Column<string>(type: "text", nullable: false, collation: "C"),
                subject = table.Column<string>(type: "text", nullable: true, collation: "C"),
                at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                cause = table.Column<Guid>(type: "uuid", nullable: true),
                root = table.Column<Guid>(type: "uuid", nullable: false),
                depth = table.Column<int>(type: "integer", nullable: false),
                verdicts = table.Column<byte[]>(type: "bytea", nullable: true),
                payload = table.Column<byte[]>(type: "bytea", nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("event_pkey", x => x.event_id);
            });

        migrationBuilder.CreateTable(
            name: "intake",
            schema: schema,
            columns: table => new
            {
                intake_id = table.Column<Guid>(type: "uuid", nullable: false),
                position = table.Column<long>(type: "bigint", nullable: false, defaultValueSql: $"nextval('\"{schema}\".position')"),
                at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "clock_timestamp()"),
                scope = table.Column<string>(type: "text", nullable: false, collation: "C"),
                type = table.Column<string>(type: "text", nullable: false, collation: "C"),
                subject = table.Column<string>(type: "text", nullable: true, collation: "C"),
                payload = table.Column<byte[]>(type: "bytea", nullable: false),
                cause = table.Column<Guid>(type: "uuid", nullable: true),
                root = table.Column<Guid>(type: "uuid", nullable: true),
                depth = table.Column<int>(type: "integer", nullable: false),
                dedupe_source = table.Column<string>(type: "text", nullable: true, collation: "C"),
                dedupe_key = table.Column<byte[]>(type: "bytea", nullable: true),
                dedupe_body = table.Column<byte[]>(type: "bytea", nullable: true)
            },
            constraints: table =>
            {
                table.PrimaryKey("intake_pkey", x => x.intake_id);
            });

        migrationBuilder.CreateTable(
            name: "live",
            schema: schema,
            columns: table => new
            {
                run_id = table.Column<Guid>(type: "uuid", nullable: false),
                scope = table.Column<string>(type: "text", nullable: false, collation: "C"),
                rule = table.Column<string>(type: "text", nullable: false, collation: "C"),
                queue = table.Column<int>(type: "integer", nullable: false),
                state = table.Column<short>(type: "smallint", nullable: false),
                owner = table.Column<long>(type: "bigint", nullable: true),
                claim_no = table.Column<long>(type: "bigint", nullable: false),
                due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                signals = table.Column<int>(type: "integer", nullable: false),
                rescues = table.Column<int>(type: "integer", nullable: false),
                reason = table.Column<string>(type: "text", nullable: true),
                limits = table.Column<short>(type: "smallint", nullable: false),
                permit = table.Column<bool>(type: "boolean", nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("live_pkey", x => x.run_id);
            })
            .Annotation("Npgsql:StorageParameter:autovacuum_vacuum_scale_factor", 0.02)
            .Annotation("Npgsql:StorageParameter:autovacuum_vacuum_threshold", 1000);

        migrationBuilder.CreateTable(
            name: "log",
            schema: schema,
            columns: table => new
            {
                run_id = table.Column<Guid>(type: "uuid", nullable: false),
                number = table.Column<long>(type: "bigint", nullable: false),
                path = table.Column<string>(type: "text", nullable: false, collation: "C"),
                attempt = table.Column<int>(type: "integer", nullable: false),
                at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                level = table.Column<short>(type: "smallint", nullable: false),
                percent = table.Column<double>(type: "double precision", nullable: true),
                message = table.Column<string>(type: "text", nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("log_pkey", x => new { x.run_id, x.number });
            });

        migrationBuilder.CreateTable(
            name: "permit",
            schema: schema,
            columns: table => new
            {
                scope = table.Column<string>(type: "text", nullable: false, collation: "C"),
                rule = table.Column<string>(type: "text", nullable: false, collation: "C"),
                most = table.Column<int>(type: "integer", nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("permit_pkey", x => new { x.scope, x.rule });
            });

        migrationBuilder.CreateTable(
            name: "node",
            schema: schema,
            columns: table => new
            {
                node_id = table.Column<long>(type: "bigint", nullable: false)
                    .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                epoch = table.Column<long>(type: "bigint", nullable: false, defaultValueSql: $"nextval('\"{schema}\".epoch')"),
                joined_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                left_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
            },
            constraints: table =>
            {
                table.PrimaryKey("node_pkey", x => x.node_id);
            });

        migrationBuilder.CreateTable(
            name: "node_lease",
            schema: schema,
            columns: table => new
            {
                node_id = table.Column<long>(type: "bigint", nullable: false),
                until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                held_since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("node_lease_pkey", x => x.node_id);
            });

        migrationBuilder.CreateTable(
            name: "rule",
            schema: schema,
            columns: table => new
            {
                scope = table.Column<string>(type: "text", nullable: false, collation: "C"),
                name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                version = table.Column<long>(type: "bigint", nullable: false),
                enabled = table.Column<bool>(type: "boolean", nullable: false),
                deleted = table.Column<bool>(type: "boolean", nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("rule_pkey", x => new { x.scope, x.name });
            });

        migrationBuilder.CreateTable(
            name: "rule_version",
            schema: schema,
            columns: table => new
            {
                scope = table.Column<string>(type: "text", nullable: false, collation: "C"),
                name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                version = table.Column<long>(type: "bigint", nullable: false),
                hash = table.Column<string>(type: "text", nullable: false, collation: "C"),
                author = table.Column<string>(type: "text", nullable: true),
                saved_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                json = table.Column<string>(type: "text", nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("rule_version_pkey", x => new { x.scope, x.name, x.version });
            });

        migrationBuilder.CreateTable(
            name: "run",
            schema: schema,
            columns: table => new
            {
                run_id = table.Column<Guid>(type: "uuid", nullable: false),
                position = table.Column<long>(type: "bigint", nullable: false),
                scope = table.Column<string>(type: "text", nullable: false, collation: "C"),
                rule = table.Column<string>(type: "text", nullable: false, collation: "C"),
                rule_hash = table.Column<string>(type: "text", nullable: false, collation: "C"),
                subject = table.Column<string>(type: "text", nullable: true, collation: "C"),
                trigger_kind = table.Column<short>(type: "smallint", nullable: false),
                trigger_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                event_id = table.Column<Guid>(type: "uuid", nullable: true),
                at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                next = table.Column<byte[]>(type: "bytea", nullable: true),
                input = table.Column<byte[]>(type: "bytea", nullable: true)
            },
            constraints: table =>
            {
                table.PrimaryKey("run_pkey", x => x.run_id);
            });

        migrationBuilder.CreateTable(
            name: "scope",
            schema: schema,
            columns: table => new
            {
                scope = table.Column<string>(type: "text", nullable: false, collation: "C"),
                version = table.Column<long>(type: "bigint", nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("scope_pkey", x => x.scope);
            });

        migrationBuilder.CreateTable(
            name: "signal",
            schema: schema,
            columns: table => new
            {
                run_id = table.Column<Guid>(type: "uuid", nullable: false),
                path = table.Column<string>(type: "text", nullable: false, collation: "C"),
                kind = table.Column<short>(type: "smallint", nullable: false),
                nonce = table.Column<string>(type: "text", nullable: false, collation: "C"),
                position = table.Column<long>(type: "bigint", nullable: false, defaultValueSql: $"nextval('\"{schema}\".position')"),
                at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                body = table.Column<byte[]>(type: "bytea", nullable: true)
            },
            constraints: table =>
            {
                table.PrimaryKey("signal_pkey", x => new { x.run_id, x.path, x.kind, x.nonce });
            })
            .Annotation("Npgsql:StorageParameter:autovacuum_vacuum_scale_factor", 0.02)
            .Annotation("Npgsql:StorageParameter:autovacuum_vacuum_threshold", 1000);

        migrationBuilder.CreateTable(
            name: "store_version",
            schema: schema,
            columns: table => new
            {
                id = table.Column<int>(type: "integer", nullable: false),
                version = table.Column<int>(type: "integer", nullable: false),
                readable_from = table.Column<int>(type: "integer", nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("store_version_pkey", x => x.id);
            });

        migrationBuilder.CreateTable(
            name: "wait",
            schema: schema,
            columns: table => new
            {
                run_id = table.Column<Guid>(type: "uuid", nullable: false),
                path = table.Column<string>(type: "text", nullable: false, collation: "C"),
                scope = table.Column<string>(type: "text", nullable: false, collation: "C"),
                type = table.Column<string>(type: "text", nullable: false, collation: "C"),
                subject = table.Column<string>(type: "text", nullable: false, collation: "C")
            },
            constraints: table =>
            {
                table.PrimaryKey("wait_pkey", x => new { x.run_id, x.path });
            })
            .Annotation("Npgsql:StorageParameter:autovacuum_vacuum_scale_factor", 0.02)
            .Annotation("Npgsql:StorageParameter:autovacuum_vacuum_threshold", 1000);

        migrationBuilder.InsertData(
            schema: schema,
            table: "store_version",
            columns: ["id", "readable_from", "version"],
            columnTypes: ["integer", "integer", "integer"],
            values: [1, 1, 1]);

        migrationBuilder.CreateIndex(
            name: "dedupe_by_age",
            schema: schema,
            table: "dedupe",
            column: "at")
            .Annotation("Npgsql:IndexMethod", "brin");

        migrationBuilder.CreateIndex(
            name: "entry_end",
            schema: schema,
            table: "entry",
            columns: new[] { "scope", "run_status", "run_id" },
            filter: "run_status is not null");

        migrationBuilder.CreateIndex(
            name: "entry_end_by_rule",
            schema: schema,
            table: "entry",
            columns: new[] { "scope", "rule", "run_status", "run_id" },
            filter: "run_status is not null");

        migrationBuilder.CreateIndex(
            name: "event_by_subject",
            schema: schema,
            table: "event",
            columns: new[] { "scope", "subject", "type", "position" },
            filter: "subject is not null");

        migrationBuilder.CreateIndex(
            name: "event_by_type",
            schema: schema,
            table: "event",
            columns: new[] { "scope", "type", "event_id" });

        migrationBuilder.CreateIndex(
            name: "intake_by_position",
            schema: schema,
            table: "intake",
            column: "position");

        migrationBuilder.CreateIndex(
            name: "live_blocked",
            schema: schema,
            table: "live",
            columns: new[] { "scope", "rule", "run_id" },
            filter: "state = 8");

        migrationBuilder.CreateIndex(
            name: "live_permits",
            schema: schema,
            table: "live",
            columns: new[] { "scope", "rule" },
            filter: "permit");

        migrationBuilder.CreateIndex(
            name: "live_by_scope",
            schema: schema,
            table: "live",
            columns: new[] { "scope", "run_id" },
            filter: "state <> 2");

        migrationBuilder.CreateIndex(
            name: "live_due",
            schema: schema,
            table: "live",
            column: "due_at",
            filter: "state = 3");

        migrationBuilder.CreateIndex(
            name: "live_owned",
            schema: schema,
            table: "live",
            column: "owner",
            filter: "state = 2");

        migrationBuilder.CreateIndex(
            name: "live_probation",
            schema: schema,
            table: "live",
            columns: new[] { "rescues", "scope", "run_id" },
            filter: "state = 5");

        migrationBuilder.CreateIndex(
            name: "live_ready",
            schema: schema,
            table: "live",
            columns: new[] { "queue", "scope", "run_id" },
            filter: "state = 1");

        migrationBuilder.CreateIndex(
            name: "rule_version_by_hash",
            schema: schema,
            table: "rule_version",
            columns: new[] { "scope", "name", "hash", "version" });

        migrationBuilder.CreateIndex(
            name: "run_by_rule",
            schema: schema,
            table: "run",
            columns: new[] { "scope", "rule", "run_id" });

        migrationBuilder.CreateIndex(
            name: "run_by_scope",
            schema: schema,
            table: "run",
            columns: new[] { "scope", "run_id" });

        migrationBuilder.CreateIndex(
            name: "run_by_subject",
            schema: schema,
            table: "run",
            columns: new[] { "scope", "subject", "run_id" },
            filter: "subject is not null");

        migrationBuilder.CreateIndex(
            name: "wait_by_topic",
            schema: schema,
            table: "wait",
            columns: new[] { "scope", "type", "subject" });
    }
}
