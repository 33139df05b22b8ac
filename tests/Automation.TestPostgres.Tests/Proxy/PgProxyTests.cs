using System.Net.Sockets;
using Npgsql;

namespace Automation.Postgres.Proxy;

public sealed class PgProxyTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private TestDatabase _database = null!;
    private PgProxy _proxy = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await (await TestPostgres.GetAsync()).CreateDatabaseAsync();
        await Sql.DoAsync(_database.ConnectionString, "create table t (n int unique deferrable initially deferred)");
        _proxy = PgProxy.Start(Sql.Unpooled(_database.ConnectionString));
    }

    public async ValueTask DisposeAsync()
    {
        if (_proxy is not null)
        {
            await _proxy.DisposeAsync();
            await _database.DisposeAsync();
        }
    }

    [Fact]
    public async Task Pass_CarriesWhatIsLarge_InBothDirections()
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand("select $1 || $1", connection) { Parameters = { new() { Value = new string('x', 5_000_000) } } };

        ((string)(await command.ExecuteScalarAsync())!).Length.ShouldBe(10_000_000);
    }

    [Fact]
    public async Task Pass_CarriesCopies_AlsoWhileAnAnswerIsWaitedFor()
    {
        using var order = _proxy.SwallowCommit("nothing like this");
        await using var connection = await OpenAsync();
        await using (var writer = await connection.BeginBinaryImportAsync("copy t (n) from stdin (format binary)"))
        {
            await writer.WriteRowAsync(CancellationToken.None, 17);
            await writer.CompleteAsync();
        }

        await using var reader = await connection.BeginBinaryExportAsync("copy t (n) to stdout (format binary)");
        await reader.StartRowAsync();
        (await reader.ReadAsync<int>()).ShouldBe(17);
    }

    [Fact]
    public async Task Pass_CarriesACancellation()
    {
        await using var connection = await OpenAsync();
        using var cancelling = new CancellationTokenSource();
        var sleeping = Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await using var command = new NpgsqlCommand("select pg_sleep(60)", connection);
            await command.ExecuteNonQueryAsync(cancelling.Token);
        });
        await UntilAsync("select exists (select from pg_stat_activity where query = 'select pg_sleep(60)' and state = 'active')");

        await cancelling.CancelAsync();

        await sleeping.WaitAsync(Patience);
        (await connection.AskAsync<int>("select 1")).ShouldBe(1);
    }

    [Fact]
    public async Task Disconnect_OfTheClient_EndsTheSession()
    {
        var connection = await OpenAsync();
        var session = connection.ProcessID;
        _proxy.Connections.ShouldBe(1);

        await connection.CloseAsync();

        await UntilAsync($"select not exists (select from pg_stat_activity where pid = {session})");
    }

    [Fact]
    public async Task Stall_HoldsBytes_AndPassLetsThemGoOn()
    {
        await using var connection = await OpenAsync();
        _proxy.Mode = PgProxyMode.Stall;

        var asking = connection.AskAsync<int>("select 1");
        await HeldAsync(asking);
        connection.State.ShouldNotBe(System.Data.ConnectionState.Broken);
        _proxy.Mode = PgProxyMode.Pass;

        (await asking.WaitAsync(Patience)).ShouldBe(1);
    }

    [Fact]
    public async Task Stall_OfANewConnection_TakesItAndSaysNothing()
    {
        _proxy.Mode = PgProxyMode.Stall;

        var opening = OpenAsync();
        await HeldAsync(opening);
        _proxy.Mode = PgProxyMode.Pass;

        await using var connection = await opening.WaitAsync(Patience);
        (await connection.AskAsync<int>("select 1")).ShouldBe(1);
    }

    // Fault: it stalls behind what it met.
    [Fact]
    public async Task StallAt_HoldsTheExchangeThatItMeets_AndNoneBefore()
    {
        await using var connection = await OpenAsync();
        var stalled = _proxy.StallAt(statements => statements.Contains("insert into t values (2)"));
        await Sql.DoAsync(_proxy.ConnectionString, "insert into t values (1)");

        var asking = connection.DoAsync("insert into t values (2)");
        await stalled.WaitAsync(Patience);
        await HeldAsync(asking);
        (await Sql.AskAsync<long>(_database.ConnectionString, "select count(*) from t")).ShouldBe(1);
        _proxy.Mode = PgProxyMode.Pass;

        await asking.WaitAsync(Patience);
        (await Sql.AskAsync<long>(_database.ConnectionString, "select count(*) from t")).ShouldBe(2);
    }

    [Fact]
    public async Task Reset_IsSeenByTheClientAsAReset_AndTheServerRollsBack()
    {
        await using var connection = await OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.DoAsync("insert into t values (1)");
        var session = connection.ProcessID;

        _proxy.ResetConnections();

        var fault = await Should.ThrowAsync<NpgsqlException>(() => connection.DoAsync("select 1"));
        SocketErrorOf(fault).ShouldBe(SocketError.ConnectionReset);
        await UntilAsync($"select not exists (select from pg_stat_activity where pid = {session})");
        (await RowsAsync()).ShouldBe(0);
        await using var next = await OpenAsync();
    }

    [Fact]
    public async Task LoseServer_TheServerRollsBack_AndTheClientWaits()
    {
        await using var connection = await OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.DoAsync("insert into t values (1)");
        var session = connection.ProcessID;

        _proxy.LoseServer();
        await UntilAsync($"select not exists (select from pg_stat_activity where pid = {session})");
        await using var late = new NpgsqlCommand("insert into t values (2)", connection) { CommandTimeout = 1 };
        var fault = await Should.ThrowAsync<NpgsqlException>(() => late.ExecuteNonQueryAsync());

        fault.InnerException.ShouldBeOfType<TimeoutException>();
        (await RowsAsync()).ShouldBe(0);
        await using var next = await OpenAsync();
    }

    [Fact]
    public async Task Refuse_RefusesNewConnections_AndCarriesTheOthers()
    {
        await using var connection = await OpenAsync();
        _proxy.Mode = PgProxyMode.Refuse;

        var fault = await Should.ThrowAsync<NpgsqlException>(OpenAsync);
        SocketErrorOf(fault).ShouldBe(SocketError.ConnectionRefused);
        (await connection.AskAsync<int>("select 1")).ShouldBe(1);

        _proxy.Mode = PgProxyMode.Pass;
        await using var next = await OpenAsync();
    }

    [Fact]
    public async Task Dispose_GivesThePortBack_AndEndsConnections()
    {
        await using var connection = await OpenAsync();

        await _proxy.DisposeAsync().AsTask().WaitAsync(Patience);

        await Should.ThrowAsync<NpgsqlException>(() => connection.DoAsync("select 1"));
        SocketErrorOf(await Should.ThrowAsync<NpgsqlException>(OpenAsync)).ShouldBe(SocketError.ConnectionRefused);
    }

    /// <summary>Waits until the proxy holds bytes that wait for <see cref="PgProxyMode.Pass"/>, and looks that nothing came of them.</summary>
    private async Task HeldAsync(Task asking)
    {
        await _proxy.Held.WaitAsync(Patience);
        asking.IsCompleted.ShouldBeFalse();
    }

    private static SocketError? SocketErrorOf(Exception? fault) =>
        fault is null or SocketException ? (fault as SocketException)?.SocketErrorCode : SocketErrorOf(fault.InnerException);

    private async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(_proxy.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    private Task<long> RowsAsync() => Sql.AskAsync<long>(_database.ConnectionString, "select count(*) from t");

    private Task UntilAsync(string condition) => Sql.UntilAsync(_database.ConnectionString, condition, Patience);
}
