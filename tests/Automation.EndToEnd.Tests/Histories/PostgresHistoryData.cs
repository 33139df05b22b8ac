using Automation.EndToEnd.Worlds;
using Automation.Postgres;
using Automation.Storage;
using Automation.Storage.Model;
using Npgsql;

namespace Automation.EndToEnd.Histories;

/// <summary>A PostgreSQL database of its own; the world's clock decides.</summary>
internal sealed class PostgresHistoryData : IHistoryData
{
    // Numbers that the store gives go on behind all that a history has.
    private const int Behind = 1000;

    private readonly PostgresDoors _doors = new();
    private TestDatabase? _database;

    public async Task OpenAsync() => _database ??= await (await TestPostgres.GetAsync()).CreateDatabaseAsync();

    public IAutomationStore NewStore() => _doors.NewStore(_database!.ConnectionString);

    public ValueTask CloseAsync(IAutomationStore store) => _doors.CloseAsync(store);

    public Task<string> WriteTablesAsync() => Task.FromResult(AutomationMigrations.GenerateScript());

    public async Task<string> WriteRowsAsync()
    {
        await using var source = NpgsqlDataSource.Create(_database!.ConnectionString);
        var lines = new List<string>();
        foreach (var table in AutomationModel.Tables)
        {
            lines.AddRange(await RowsAsync(source, table));
        }

        lines.AddRange((await ReadAsync(source, "select table_name, column_name from information_schema.columns where table_schema = 'automation' and is_identity = 'YES' order by 1, 2"))
            .Select(column => $"select setval(pg_get_serial_sequence('automation.{column.GetString(0)}', {SqlValue.Text(column.GetString(1))}), {Behind});"));
        lines.AddRange(AutomationModel.Sequences.Select(sequence => $"select setval('automation.{sequence}', {Behind});"));
        return string.Join('\n', lines) + "\n";
    }

    public async Task FillAsync(string tables, string rows)
    {
        var server = await TestPostgres.GetAsync();
        _database = await server.CreateDatabaseAsync(await server.GetTemplateAsync($"history {string.GetHashCode(tables, StringComparison.Ordinal)}", empty => DoAsync(empty, tables)));
        await DoAsync(_database.ConnectionString, rows);
    }

    public ValueTask DisposeAsync() => _database?.DisposeAsync() ?? default;

    private static async Task DoAsync(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<IEnumerable<string>> RowsAsync(NpgsqlDataSource source, string table)
    {
        var columns = (await ReadAsync(source, $"select column_name, data_type from information_schema.columns where table_schema = 'automation' and table_name = '{table}' order by ordinal_position"))
            .Select(row => (Name: row.GetString(0), IsBytes: row.GetString(1) == "bytea")).ToList();
        var names = string.Join(", ", columns.Select(column => $"\"{column.Name}\""));
        var values = string.Join(", ", columns.Select(column => column.IsBytes ? $"\"{column.Name}\"" : $"\"{column.Name}\"::text"));
        return (await ReadAsync(source, $"select {values} from automation.{table} order by ctid"))
            .Select(row => $"insert into automation.{table}({names}) overriding system value values ({string.Join(", ", Enumerable.Range(0, columns.Count).Select(column => Value(row, column)))});");
    }

    private static string Value(System.Data.IDataRecord row, int column) => row.GetValue(column) switch
    {
        DBNull => "null",
        byte[] bytes => SqlValue.JsonOf(bytes) is { } json ? $"convert_to({SqlValue.Text(json)}, 'UTF8')" : $"'\\x{Convert.ToHexString(bytes)}'",
        var text => SqlValue.Text((string)text),
    };

    private static async Task<List<System.Data.IDataRecord>> ReadAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand($"set time zone 'UTC'; {sql}");
        await using var rows = await command.ExecuteReaderAsync();
        return [.. rows.Cast<System.Data.IDataRecord>()];
    }
}
