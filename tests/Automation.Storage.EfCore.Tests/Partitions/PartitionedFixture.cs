using Npgsql;

namespace Automation.Storage.EfCore.Tests.Partitions;

/// <summary>The same with a partitioned history, in which every few ids begin a partition: what belongs together lies in several.</summary>
public sealed class PartitionedFixture : PostgresFixture
{
    private static readonly int[] Bounds = [2, 4, 7, 12];

    private protected override async Task PrepareAsync(string connectionString)
    {
        await base.PrepareAsync(connectionString);
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(PartitionScript.For("automation", "date '2020-01-01'") + string.Concat(
            from table in (string[])["event", "run", "entry", "log"]
            from bounds in Bounds.Prepend(0).Zip(Bounds)
            select Part(table, bounds.First, bounds.Second)));
        await command.ExecuteNonQueryAsync();
    }

    // The ids of the suite begin at this instant, and have a counter at the end.
    private static string Part(string table, int from, int to) =>
        $"create table automation.{table}_{to} partition of automation.{table} for values from ('{Id(from)}') to ('{Id(to)}');";

    private static string Id(int number) => $"{new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds():x12}7000{0x8000_0000_0000_0000 + (ulong)number:x16}";
}
