using Npgsql;

namespace Automation.Postgres.Proxy;

public sealed class CutCommitTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private TestDatabase _database = null!;
    private PgProxy _proxy = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await (await TestPostgres.GetAsync()).CreateDatabaseAsync();
        await Sql.DoAsync(_database.ConnectionString, "create table t (n int unique deferrable initially deferred); create table other (n int)");
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
    public async Task Commit_IsDone_AndTheClientHearsNothingOfIt()
    {
        using var order = _proxy.SwallowCommit("insert into t");
        await using var connection = await OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.DoAsync("insert into t values (1)");

        await LostAsync(() => transaction.CommitAsync());

        (await RowsAsync()).ShouldBe([1]);
        var commit = await order.Happened.WaitAsync(Patience);
        commit.Explicit.ShouldBeTrue();
        commit.Contains("INSERT INTO T").ShouldBeTrue();
    }

    [Fact]
    public async Task Batch_WithoutBegin_IsDone_AndTheClientHearsNothingOfIt()
    {
        using var order = _proxy.SwallowCommit("insert into t");
        await using var connection = await OpenAsync();
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands = { new("insert into other values (1) returning n"), new("insert into t values (2)"), new("select 3") },
        };

        var arrived = false;
        await LostAsync(async () =>
        {
            await using var reader = await batch.ExecuteReaderAsync();
            arrived = true;
        });

        arrived.ShouldBeFalse();
        (await RowsAsync()).ShouldBe([2]);
        var commit = await order.Happened.WaitAsync(Patience);
        commit.Explicit.ShouldBeFalse();
        commit.Statements.ShouldBe(["insert into other values (1) returning n", "insert into t values (2)", "select 3"]);
    }

    // The server sends what is large before it commits, and a moment passes in which the client could read it.
    [Fact]
    public async Task Batch_WithALargeResult_GivesNothingOfItAway()
    {
        using var order = _proxy.SwallowCommit("insert into t");
        await using var connection = await OpenAsync();
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands = { new("select repeat('x', 100000) from generate_series(1, 3)"), new("insert into t values (1)"), new("select pg_sleep(0.3)") },
        };

        var arrived = false;
        await LostAsync(async () =>
        {
            await using var reader = await batch.ExecuteReaderAsync();
            arrived = true;
        });

        arrived.ShouldBeFalse();
        (await RowsAsync()).ShouldBe([1]);
    }

    [Fact]
    public async Task SimpleQuery_WithBeginAndCommitInside_IsOneTransaction()
    {
        using var order = _proxy.SwallowCommit("insert into t");
        await using var connection = await OpenAsync();

        await LostAsync(() => connection.DoAsync("begin; insert into t values (1); commit"));

        (await RowsAsync()).ShouldBe([1]);
        (await order.Happened.WaitAsync(Patience)).Explicit.ShouldBeTrue();
    }

    [Fact]
    public async Task PreparedStatement_IsKnownByItsText()
    {
        await using var connection = await OpenAsync();
        await using var insert = new NpgsqlCommand("insert into t values ($1)", connection) { Parameters = { new NpgsqlParameter<int>() } };
        await using var another = new NpgsqlCommand("insert into other values ($1)", connection) { Parameters = { new NpgsqlParameter<int>() } };
        await insert.PrepareAsync();
        await another.PrepareAsync();
        using var order = _proxy.SwallowCommit("insert into t");

        another.Parameters[0].Value = 7;
        await another.ExecuteNonQueryAsync();
        insert.Parameters[0].Value = 1;
        await LostAsync(() => insert.ExecuteNonQueryAsync());

        (await RowsAsync()).ShouldBe([1]);
        order.Happened.IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public async Task Number_CountsMatchingTransactions_OfAllConnections()
    {
        using var order = _proxy.SwallowCommit("insert into t", number: 3);
        await using var first = await OpenAsync();
        await using var second = await OpenAsync();

        await first.DoAsync("insert into t values (1)");
        await first.DoAsync("insert into other values (1)");
        await second.DoAsync("insert into t values (2)");
        await second.DoAsync("select 1");
        await LostAsync(() => first.DoAsync("insert into t values (3)"));
        await second.DoAsync("insert into t values (4)");

        (await RowsAsync()).ShouldBe([1, 2, 3, 4]);
    }

    [Fact]
    public async Task Text_OfAnEarlierTransaction_DoesNotCount()
    {
        using var order = _proxy.SwallowCommit("insert into t", number: 2);
        await using var connection = await OpenAsync();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await connection.DoAsync("insert into t values (1)");
            await transaction.CommitAsync();
        }

        await connection.DoAsync("insert into other values (1)");

        order.Happened.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Rollback_IsNoCommit()
    {
        await using var connection = await OpenAsync();
        using var order = _proxy.SwallowCommit(_ => true);
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await connection.DoAsync("insert into t values (1)");
            await transaction.RollbackAsync();
        }

        await connection.DoAsync("begin; insert into t values (1); rollback");

        order.Happened.IsCompleted.ShouldBeFalse();
        (await RowsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Commit_OfAFailedTransaction_IsNoCommit()
    {
        using var order = _proxy.SwallowCommit("insert into t");
        await using var connection = await OpenAsync();
        await connection.DoAsync("begin");
        await connection.DoAsync("insert into t values (1)");
        await Should.ThrowAsync<PostgresException>(() => connection.DoAsync("select 1 / 0"));
        await connection.DoAsync("commit");

        order.Happened.IsCompleted.ShouldBeFalse();
        (await RowsAsync()).ShouldBeEmpty();
    }

    // The server says that each statement is done, and fails afterwards, at the commit itself.
    [Fact]
    public async Task Batch_WhoseCommitFails_IsNoCommit()
    {
        using var order = _proxy.SwallowCommit("insert into t");
        await using var connection = await OpenAsync();
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new("insert into t values (1)"), new("insert into t values (1)") } };

        (await Should.ThrowAsync<PostgresException>(() => batch.ExecuteNonQueryAsync())).SqlState.ShouldBe(PostgresErrorCodes.UniqueViolation);

        order.Happened.IsCompleted.ShouldBeFalse();
        (await RowsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Dispose_GivesTheOrderUp()
    {
        var order = _proxy.SwallowCommit("insert into t");
        await using var connection = await OpenAsync();
        order.Dispose();

        await connection.DoAsync("insert into t values (1)");

        (await RowsAsync()).ShouldBe([1]);
    }

    // Fault: what was begun before the exchange with COMMIT does not count.
    [Fact]
    public async Task LoseCommit_NothingIsStored_AndTheClientHearsNothingOfIt()
    {
        using var order = _proxy.LoseCommit("insert into t", number: 3);
        await using var connection = await OpenAsync();
        await connection.DoAsync("insert into t values (1)");
        await using (var first = await connection.BeginTransactionAsync())
        {
            await connection.DoAsync("insert into t values (2)");
            await first.CommitAsync();
        }

        await using (var none = await connection.BeginTransactionAsync())
        {
            await connection.DoAsync("insert into t values (3)");
            await none.RollbackAsync();
        }

        await connection.DoAsync("insert into other values (3)");
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.DoAsync("insert into t values (4)");
        order.Happened.IsCompleted.ShouldBeFalse();

        await LostAsync(() => transaction.CommitAsync());

        (await RowsAsync()).ShouldBe([1, 2]);
        (await order.Happened.WaitAsync(Patience)).Explicit.ShouldBeTrue();
    }

    [Fact]
    public async Task LoseCommit_OfABatchWithoutBegin_StoresNothing()
    {
        using var order = _proxy.LoseCommit("insert into t");
        await using var connection = await OpenAsync();
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new("insert into other values (1) returning n"), new("insert into t values (2)") } };

        await LostAsync(() => batch.ExecuteNonQueryAsync());

        (await RowsAsync()).ShouldBeEmpty();
        (await order.Happened.WaitAsync(Patience)).Explicit.ShouldBeFalse();
    }

    [Fact]
    public async Task OtherConnections_AreNotTouched()
    {
        using var order = _proxy.SwallowCommit("insert into t");
        await using var other = await OpenAsync();
        await using var connection = await OpenAsync();

        await LostAsync(() => connection.DoAsync("insert into t values (1)"));

        (await other.AskAsync<int>("select n from t")).ShouldBe(1);
    }

    private static async Task LostAsync(Func<Task> call)
    {
        var fault = await Should.ThrowAsync<NpgsqlException>(() => call().WaitAsync(Patience));
        fault.ShouldNotBeOfType<PostgresException>();
        fault.InnerException.ShouldBeAssignableTo<IOException>();
    }

    private async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(_proxy.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    private async Task<List<int>> RowsAsync()
    {
        await using var connection = new NpgsqlConnection(_database.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select n from t order by n", connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<int>();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetInt32(0));
        }

        return rows;
    }
}
