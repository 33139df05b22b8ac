using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace Automation.Benchmarks.Postgres;

/// <summary>What commits cost this server here and now, measured with PostgreSQL's own tool: inserts of one row of 100 bytes, prepared, one transaction each.</summary>
internal sealed partial class Pgbench(PostgresServer server, string database, string scriptPath)
{
    private const int Clients = 64;
    private const int Threads = 2;

    /// <summary>Makes the table and the script.</summary>
    public static async Task<Pgbench> PrepareAsync(PostgresServer server, string folder)
    {
        var connectionString = await server.CreateDatabaseAsync();
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var create = new NpgsqlCommand("create table yardstick (id bigserial primary key, body bytea not null)", connection);
        await create.ExecuteNonQueryAsync();
        var script = Path.Combine(folder, "insert.sql");
        await File.WriteAllTextAsync(script, $"insert into yardstick (body) values ('\\x{new string('7', 200)}');\n");
        return new Pgbench(server, connection.Database, script);
    }

    /// <summary>Transactions per second over so many seconds.</summary>
    public async Task<double> MeasureAsync(int seconds)
    {
        string[] arguments =
        [
            "-n", "-M", "prepared", "-c", Text(Clients), "-j", Text(Threads), "-T", Text(seconds), "-f", scriptPath,
            "-h", "127.0.0.1", "-p", Text(server.Port), "-U", "postgres", database,
        ];
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(server.BinDirectory, "pgbench"), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return Tps().Match(output) is { Success: true } match
            ? double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"pgbench ended with {process.ExitCode}: {await errors}");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^tps = ([0-9.]+)", RegexOptions.Multiline)]
    private static partial Regex Tps();
}
