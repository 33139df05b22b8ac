using Automation.EndToEnd.Worlds;
using Automation.Storage;
using SQLitePCL;

namespace Automation.EndToEnd.Histories;

/// <summary>A SQLite file.</summary>
internal sealed class SqliteHistoryData : IHistoryData
{
    private readonly SqliteData _data = new();

    public IAutomationStore NewStore() => _data.NewStore();

    public Task<string> WriteTablesAsync()
    {
        var statements = Read("select sql from sqlite_master where sql is not null and name not like 'sqlite_%' order by rowid").Select(row => $"{row[0].Trim('\'').Replace("''", "'", StringComparison.Ordinal)};");
        var versions = Read("select version from schema_version order by 1").Select(row => $"insert into schema_version(version) values({row[0]});");
        return Task.FromResult($"pragma application_id = {Read("pragma application_id")[0][0]};\n{string.Join('\n', statements.Concat(versions))}\n");
    }

    public Task<string> WriteRowsAsync() => Task.FromResult(string.Concat(
        Read("select name from sqlite_master where type = 'table' and name not like 'sqlite_%' and name <> 'schema_version' order by name").SelectMany(table => Rows(table[0].Trim('\'')))));

    public Task FillAsync(string tables, string rows)
    {
        Batteries_V2.Init();
        using var database = Open();
        foreach (var sql in new[] { tables, rows })
        {
            raw.sqlite3_exec(database, sql, out var fault);
            (fault ?? "").ShouldBeEmpty();
        }

        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => _data.DisposeAsync();

    private IEnumerable<string> Rows(string table)
    {
        var columns = string.Join(", ", Read($"select name from pragma_table_info('{table}')").Select(column => column[0].Trim('\'')));
        return Read($"select {columns} from {table}").Select(row => $"insert into {table}({columns}) values({string.Join(", ", row)});\n");
    }

    private List<string[]> Read(string sql)
    {
        using var database = Open();
        raw.sqlite3_prepare_v2(database, sql, out var statement).ShouldBe(raw.SQLITE_OK);
        var rows = new List<string[]>();
        while (raw.sqlite3_step(statement) == raw.SQLITE_ROW)
        {
            rows.Add([.. Enumerable.Range(0, raw.sqlite3_column_count(statement)).Select(column => Value(statement, column))]);
        }

        statement.Dispose();
        return rows;
    }

    private static string Value(sqlite3_stmt statement, int column) => raw.sqlite3_column_type(statement, column) switch
    {
        raw.SQLITE_NULL => "null",
        raw.SQLITE_TEXT => SqlValue.Text(raw.sqlite3_column_text(statement, column).utf8_to_string()),
        raw.SQLITE_BLOB => Bytes(raw.sqlite3_column_blob(statement, column)),
        _ => raw.sqlite3_column_text(statement, column).utf8_to_string(),
    };

    private static string Bytes(ReadOnlySpan<byte> bytes) => SqlValue.JsonOf(bytes) is { } json ? $"cast({SqlValue.Text(json)} as blob)" : $"X'{Convert.ToHexString(bytes)}'";

    private sqlite3 Open()
    {
        raw.sqlite3_open(_data.FilePath, out var database).ShouldBe(raw.SQLITE_OK);
        return database;
    }
}
