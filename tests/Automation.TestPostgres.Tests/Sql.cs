using Npgsql;

namespace Automation.Postgres;

/// <summary>Short ways to say SQL.</summary>
internal static class Sql
{
    public static async Task<T> AskAsync<T>(string connectionString, string statement)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        return await connection.AskAsync<T>(statement);
    }

    public static async Task<T> AskAsync<T>(this NpgsqlConnection connection, string statement)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public static async Task DoAsync(string connectionString, string statement)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await connection.DoAsync(statement);
    }

    public static async Task DoAsync(this NpgsqlConnection connection, string statement)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Asks until the answer is yes; the server waits between two questions.</summary>
    public static async Task UntilAsync(string connectionString, string condition, TimeSpan patience)
    {
        using var giveUp = new CancellationTokenSource(patience);
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        while (!await connection.AskAsync<bool>(condition))
        {
            giveUp.Token.IsCancellationRequested.ShouldBeFalse($"Never became true: {condition}");
            await connection.DoAsync("select pg_sleep(0.02)");
        }
    }

    public static string Unpooled(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString;
}
