using Automation.Storage.Model;
using Npgsql;

namespace Automation.Storage;

/// <summary>Looks at the store's tables. Needs no rights for it, and creates nothing.</summary>
internal static class SchemaReader
{
    // The catalogs can be read by every role, whatever it may do with what they name.
    private const string Look = """
        select relation.relname::text, current_database()::text, current_user::text,
            has_schema_privilege(namespace.oid, 'usage'),
            case
                when relation.relkind = 'S' then has_sequence_privilege(relation.oid, 'usage')
                when relation.relname = any($3) then has_table_privilege(relation.oid, 'select')
                else has_table_privilege(relation.oid, 'select') and has_table_privilege(relation.oid, 'insert')
                    and has_table_privilege(relation.oid, 'update') and has_table_privilege(relation.oid, 'delete')
            end
        from pg_catalog.pg_namespace as namespace
        join pg_catalog.pg_class as relation on relation.relnamespace = namespace.oid
        where namespace.nspname = $1 and relation.relname = any($2) and relation.relkind in ('r', 'p', 'S')
        union all
        select null, current_database()::text, current_user::text, null, null
        """;

    private static readonly string[] OnlyRead = [StoreVersionRow.Table];

    private static readonly string[] Needed = [.. AutomationModel.Tables, .. AutomationModel.Sequences, .. OnlyRead];

    public static async Task<SchemaState> ReadAsync(NpgsqlConnection connection, string schema, CancellationToken cancellationToken)
    {
        var state = await LookAsync(connection, schema, cancellationToken).ConfigureAwait(false);
        if (state.Closed.Count > 0 || state.Missing.Contains(StoreVersionRow.Table))
        {
            return state;
        }

        using var command = new NpgsqlCommand($"select version, readable_from from \"{schema}\".{StoreVersionRow.Table} where id = 1", connection);
        var rows = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (rows.ConfigureAwait(false))
        {
            return await rows.ReadAsync(cancellationToken).ConfigureAwait(false)
                ? state with { Version = rows.GetInt32(0), ReadableFrom = rows.GetInt32(1) }
                : state;
        }
    }

    private static async Task<SchemaState> LookAsync(NpgsqlConnection connection, string schema, CancellationToken cancellationToken)
    {
        using var command = new NpgsqlCommand(Look, connection);
        command.Parameters.Add(new() { Value = schema });
        command.Parameters.Add(new() { Value = Needed.Append(AutomationDbContext.HistoryTable).ToArray() });
        command.Parameters.Add(new() { Value = OnlyRead });
        var found = new HashSet<string>(StringComparer.Ordinal);
        var closed = new SortedSet<string>(StringComparer.Ordinal);
        string database = "", role = "";
        var rows = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (rows.ConfigureAwait(false))
        {
            while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                (database, role) = (rows.GetString(1), rows.GetString(2));
                if (!rows.IsDBNull(0))
                {
                    Note(rows.GetString(0), rows.GetBoolean(3), rows.GetBoolean(4));
                }
            }
        }

        return new()
        {
            Database = database,
            Schema = schema,
            Role = role,
            IsOurs = found.Contains(AutomationDbContext.HistoryTable),
            Missing = [.. Needed.Except(found)],
            Closed = [.. closed],
        };

        void Note(string name, bool schemaIsOpen, bool isOpen)
        {
            found.Add(name);
            if (!schemaIsOpen)
            {
                closed.Add("the schema");
            }
            else if (!isOpen && name != AutomationDbContext.HistoryTable)
            {
                closed.Add(name);
            }
        }
    }
}
