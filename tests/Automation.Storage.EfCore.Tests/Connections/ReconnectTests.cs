using Automation.Postgres.Proxy;
using Automation.Storage.Conformance;
using Npgsql;

namespace Automation.Storage.EfCore.Tests.Connections;

/// <summary>The server ends the sessions of a store, as an operator or a restart does.</summary>
public sealed class ReconnectTests : StoreTests<NewDatabaseFixture>
{
    // Fault, seen red: a connection that broke is kept.
    [Fact]
    public async Task Sessions_ThatTheServerEnded_AreOpenedAgain_AndCommitLikeBefore()
    {
        var node = await JoinAsync();
        for (var round = 0; round < 3; round++)
        {
            await CreateOwnedAsync(node);
            await EndSessionsAsync();

            await Should.ThrowAsync<CommitUnknownException>(() => CreateOwnedAsync(node));
        }

        await CreateOwnedAsync(node);
        (await Store.ListRunsAsync(Scope, new RunQuery(), TestContext.Current.CancellationToken)).Count.ShouldBe(4);
    }

    // Faults, seen red: the end waits for the statement; a connection that is in use at the end is kept for good.
    [Fact]
    public async Task Dispose_WhileAStatementIsUnderWay_EndsAtOnce_AndTheConnectionWithTheStatement()
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder((await Fixture.DatabaseAsync()).ConnectionString) { MaxPoolSize = 1 });
        var session = new PostgresSession(source, "test");
        var (begun, free) = (new TaskCompletionSource(), new TaskCompletionSource());
        var work = session.UseAsync(
            async connection =>
            {
                await using var command = new NpgsqlCommand("select generate_series(1, 2)", connection);
                await using var rows = await command.ExecuteReaderAsync();
                begun.SetResult();
                await free.Task;
                await rows.ReadAsync();
                return rows.GetInt32(0);
            },
            node: null,
            TestContext.Current.CancellationToken);
        await begun.Task;

        await session.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System);
        free.SetResult();

        (await work).ShouldBe(1);
        await using var next = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await Should.ThrowAsync<ObjectDisposedException>(() => session.UseAsync(_ => Task.FromResult(0), node: null, TestContext.Current.CancellationToken));
    }

    // Fault: a link that is down without a word counts as one on which there is no news, for ever.
    [Fact]
    public async Task Listening_OnALinkThatIsDownWithoutAWord_Ends()
    {
        await using var proxy = PgProxy.Start((await Fixture.DatabaseAsync()).ConnectionString);
        var to = new NpgsqlConnectionStringBuilder(proxy.ConnectionString);
        var store = await Fixture.OpenAsync(connection => (connection.Host, connection.Port) = (to.Host, to.Port), configure: options => options.ListenSilence = TimeSpan.FromSeconds(1));
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var listening = store.ListenAsync(() => heard.TrySetResult(), TestContext.Current.CancellationToken);
        await heard.Task;

        proxy.LoseServer();

        await Should.ThrowAsync<StoreUnavailableException>(listening.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System));
    }

    private async Task EndSessionsAsync()
    {
        await using var source = NpgsqlDataSource.Create((await Fixture.DatabaseAsync()).ConnectionString);
        await using var end = source.CreateCommand("select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");
        await end.ExecuteNonQueryAsync();
    }
}
