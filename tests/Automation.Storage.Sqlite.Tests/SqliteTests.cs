using Automation.Storage.Conformance;
using Microsoft.Data.Sqlite;

namespace Automation.Storage.Sqlite.Tests;

/// <summary>What the tests of SQLite share beyond those of any store: the file itself, to look into and to spoil.</summary>
public abstract class SqliteTests : StoreTests<SqliteFixture>
{
    /// <summary>Runs SQL on the file, past the store; answers the first value.</summary>
    protected object? Sql(string sql, params (string Name, object Value)[] parameters)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command.ExecuteScalar();
    }

    protected SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={Fixture.DatabasePath};Pooling=False");
        connection.Open();
        return connection;
    }

    protected static byte[] Bytes(RunId run) => run.Value.ToByteArray(bigEndian: true);
}
