using Npgsql;

namespace Automation.Storage.EfCore.Tests.Connections;

/// <summary>A host that cannot reach its database is told where it looked, as whom, and what to check.</summary>
public sealed class NoConnectionTests : DatabaseTests
{
    [Fact]
    public async Task DatabaseThatDoesNotExist_NamesItAndTheWayOut()
    {
        var refusal = await OpenAsync(connection => connection.Database = "nowhere");

        refusal.ShouldContain("database 'nowhere'");
        refusal.ShouldContain("The store creates tables, not databases: run 'create database'");
    }

    [Fact]
    public async Task UserWhomTheServerDoesNotLetIn_IsNamed()
    {
        var refusal = await OpenAsync(connection => connection.Username = "nobody-known");

        refusal.ShouldContain("user 'nobody-known'");
        refusal.ShouldContain("Check the user name and the password");
    }

    [Fact]
    public async Task ServerThatIsAway_NamesWhereItWasLookedFor()
    {
        // Nothing listens on the first port.
        var refusal = await OpenAsync(connection => connection.Port = 1);

        refusal.ShouldContain("port 1,");
        refusal.ShouldContain("Check that the server runs");
    }

    [Fact]
    public async Task Password_IsNotSaid()
    {
        var refusal = await OpenAsync(connection =>
        {
            connection.Password = "canary-4711";
            connection.Database = "nowhere";
        });

        refusal.ShouldNotContain("canary");
    }

    [Fact]
    public async Task DatabaseThatIsMissingWhileTheHostRuns_IsAwayAndMayComeBack()
    {
        await using var store = Store(source: NewSource(connection => connection.Pooling = false));
        await store.OpenAsync(TestContext.Current.CancellationToken);
        var name = new NpgsqlConnectionStringBuilder(ConnectionString).Database!;
        await using var maintenance = NewSource(connection => connection.Database = "postgres");
        await DoAsync(maintenance, $"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'");
        await DoAsync(maintenance, $"alter database \"{name}\" rename to \"{name}_away\"");
        try
        {
            var fault = await Should.ThrowAsync<StoreUnavailableException>(
                () => store.LoadRunAsync(new RunId(Guid.CreateVersion7()), TestContext.Current.CancellationToken));
            fault.Message.ShouldContain("does not exist");
        }
        finally
        {
            await DoAsync(maintenance, $"alter database \"{name}_away\" rename to \"{name}\"");
        }

        (await store.LoadRunAsync(new RunId(Guid.CreateVersion7()), TestContext.Current.CancellationToken)).ShouldBeNull();
    }

    private static async Task DoAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private async Task<string> OpenAsync(Action<NpgsqlConnectionStringBuilder> change) =>
        (await Should.ThrowAsync<StoreUnavailableException>(() => OpenAsync(source: NewSource(change)))).Message;
}
