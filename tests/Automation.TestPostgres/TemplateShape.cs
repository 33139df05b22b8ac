using Npgsql;

namespace Automation.Postgres;

/// <summary>What a template is like: its tables and all that belongs to them, and the rows that it has from the start.</summary>
/// <param name="Print">Stands for all of it: a copy that has another one was changed by its test.</param>
/// <param name="Filled">The tables that have rows from the start.</param>
internal sealed record TemplateShape(string Print, string[] Filled)
{
    private const string Tables = """
        (select c.oid, n.nspname, c.relname, format('%I.%I', n.nspname, c.relname) as name
         from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where c.relkind = 'r' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema') t
        """;

    private const string ReadPrint = $"""
        with spaces as materialized (select oid, nspacl::text, nspname from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'),
          classes as materialized (select c.* from pg_class c join spaces s on s.oid = c.relnamespace)
        select md5(concat_ws(E'\n',
          (select string_agg(s::text, ',' order by s.oid) from spaces s),
          (select string_agg(concat_ws(' ', c.oid, c.relname, c.relkind, c.relpersistence, c.relrowsecurity, c.relforcerowsecurity, case when c.relkind in ('v', 'm') then pg_get_viewdef(c.oid) end, c.relchecks, c.reloptions::text, c.relacl::text), ',' order by c.oid) from classes c),
          (select string_agg(concat_ws(' ', a.attrelid, a.attname, a.atttypid, a.atttypmod, a.attnotnull, a.atthasdef, a.attisdropped, a.attacl::text), ',' order by a.attrelid, a.attnum)
           from pg_attribute a join classes c on c.oid = a.attrelid where a.attnum > 0),
          (select string_agg(concat_ws(' ', d.oid, d.adbin::text), ',' order by d.oid) from pg_attrdef d),
          (select string_agg(concat_ws(' ', k.oid, k.convalidated), ',' order by k.oid) from pg_constraint k),
          (select string_agg(concat_ws(' ', g.oid, g.tgenabled), ',' order by g.oid) from pg_trigger g),
          (select string_agg(concat_ws(' ', f.oid, md5(f.prosrc)), ',' order by f.oid) from pg_proc f join spaces s on s.oid = f.pronamespace),
          (select string_agg(y.typname, ',' order by y.oid) from pg_type y join spaces s on s.oid = y.typnamespace),
          (select string_agg(concat_ws(' ', q.seqrelid, q.seqincrement, q.seqmax, q.seqmin, q.seqcache, q.seqcycle), ',' order by q.seqrelid) from pg_sequence q),
          (select string_agg(x.extname, ',' order by x.extname) from pg_extension x),
          (select string_agg(r.setconfig::text, ',') from pg_db_role_setting r join pg_database b on b.oid = r.setdatabase where b.datname = current_database()),
          (select string_agg(query_to_xml('select * from ' || t.name || ' order by 1', true, true, '')::text, ',' order by t.name) from {Tables} where t.name = any($1))))
        """;

    private const string DeleteRows = $$"""
        do $$ declare name text; begin
          for name in select t.name from {{Tables}} where t.name <> all(string_to_array(current_setting('automation.filled'), E'\n')) loop
            execute 'delete from ' || name;
          end loop;
          perform setval(s.seqrelid::regclass, s.seqstart, false) from pg_sequence s;
        end $$
        """;

    /// <summary>Looks at a database.</summary>
    /// <param name="connectionString">Of a user who may read all of its tables.</param>
    public static async Task<TemplateShape> ReadAsync(string connectionString)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var connection = await source.OpenConnectionAsync();
        string[] filled;
        await using (var command = new NpgsqlCommand(
            $"select coalesce(array_agg(t.name), array[]::text[]) from {Tables} where (xpath('/row/n/text()', query_to_xml('select count(*) as n from ' || t.name, false, true, '')))[1]::text <> '0'", connection))
        {
            filled = (string[])(await command.ExecuteScalarAsync())!;
        }

        return new TemplateShape(await PrintAsync(connection, filled), filled);
    }

    /// <summary>Deletes the rows that a test left in a copy, and ends its sessions.</summary>
    /// <returns>Whether the copy is as the template again; false: the test changed more than rows.</returns>
    public async Task<bool> RestoreAsync(string connectionString)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var connection = await source.OpenConnectionAsync();
        await using (var end = new NpgsqlCommand("select coalesce(bool_and(pg_terminate_backend(pid, 10000)), true) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'", connection))
        {
            if (!(bool)(await end.ExecuteScalarAsync())!)
            {
                // It may commit behind the deletes.
                return false;
            }
        }

        await DoAsync(connection, "select set_config('automation.filled', $1, false)", string.Join('\n', Filled));
        await DoAsync(connection, DeleteRows);
        return await PrintAsync(connection, Filled) == Print;
    }

    private static async Task<string> PrintAsync(NpgsqlConnection connection, string[] filled)
    {
        await using var command = new NpgsqlCommand(ReadPrint, connection) { Parameters = { new() { Value = filled } } };
        return (string)(await command.ExecuteScalarAsync())!;
    }

    private static async Task DoAsync(NpgsqlConnection connection, string statement, params string[] values)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        command.Parameters.AddRange(values.Select(value => new NpgsqlParameter { Value = value }).ToArray());
        await command.ExecuteNonQueryAsync();
    }
}
