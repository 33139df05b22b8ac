using SQLitePCL;

namespace Automation.Storage.Sqlite.Tests.Connections;

/// <summary>What SQLite's answers mean to the engine.</summary>
public sealed class SqliteFaultTests : SqliteTests
{
    public static TheoryData<int, bool, Type> Meanings => new()
    {
        { raw.SQLITE_BUSY, false, typeof(StoreUnavailableException) },
        { raw.SQLITE_FULL, false, typeof(StoreUnavailableException) },
        { raw.SQLITE_IOERR, false, typeof(StoreUnavailableException) },
        { raw.SQLITE_IOERR | (4 << 8), false, typeof(StoreUnavailableException) },
        { raw.SQLITE_READONLY, false, typeof(StoreUnavailableException) },
        { raw.SQLITE_CANTOPEN, false, typeof(StoreUnavailableException) },
        { raw.SQLITE_BUSY, true, typeof(StoreUnavailableException) },
        { raw.SQLITE_FULL, true, typeof(StoreUnavailableException) },
        { raw.SQLITE_IOERR, true, typeof(CommitUnknownException) },
        { raw.SQLITE_IOERR | (4 << 8), true, typeof(CommitUnknownException) },
        { raw.SQLITE_ERROR, true, typeof(CommitUnknownException) },
        { raw.SQLITE_CORRUPT, false, typeof(StoreFormatException) },
        { raw.SQLITE_NOTADB, false, typeof(StoreFormatException) },
        { raw.SQLITE_TOOBIG, false, typeof(InvalidOperationException) },
        { raw.SQLITE_CONSTRAINT, false, typeof(InvalidOperationException) },
    };

    [Theory]
    [MemberData(nameof(Meanings))]
    public void Translate_EveryCode_HasItsMeaning(int code, bool atCommit, Type meaning)
    {
        var fault = SqliteFaults.Translate(new SqliteFault(code, "It said so."), "x.db", atCommit);

        fault.ShouldBeOfType(meaning);
        fault.Message.ShouldContain("x.db");
        fault.Message.ShouldContain("It said so.");
    }

    [Fact]
    public async Task Commit_WhileAnotherProcessHoldsTheWriteLock_IsUnavailableAndStoresNothing()
    {
        await using var impatient = new SqliteStore(
            new SqliteStoreOptions { Path = Fixture.DatabasePath, BusyTimeout = TimeSpan.FromMilliseconds(30) });
        await impatient.OpenAsync(default);
        var @event = Make.Event();
        var batch = new Storage.CommitBatch { Now = Now, Operations = [Make.Publish(@event)] };
        using (var other = Connect())
        {
            using var begin = other.CreateCommand();
            begin.CommandText = "begin immediate";
            begin.ExecuteNonQuery();

            await Should.ThrowAsync<StoreUnavailableException>(() => impatient.CommitAsync(batch, default));
            (await impatient.FindEventAsync(Scope, @event.Id, default)).ShouldBeNull();
        }

        (await impatient.CommitAsync(batch, default)).Count.ShouldBe(1);
        (await impatient.FindEventAsync(Scope, @event.Id, default)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Transaction_ThatFailedInside_LeavesTheWriterUsable()
    {
        using var writer = new SqliteWriter(Fixture.DatabasePath, TimeSpan.FromSeconds(1));

        await Should.ThrowAsync<InvalidOperationException>(() => writer.TransactAsync<bool>(
            session =>
            {
                session.Connection.Execute("insert into scope(scope, version) values('half', 1)");
                session.Connection.Execute("select * from nowhere");
                return true;
            },
            default));

        (await writer.TransactAsync(session => session.Rules.Delete(new RuleDeletion { Scope = "half", Rule = "rule", At = default }) == false, default)).ShouldBeTrue();
        await writer.CloseAsync();
        Sql("select count(*) from scope").ShouldBe(0L);
    }

    [Fact]
    public async Task CancelledCall_StoresNothing()
    {
        var @event = Make.Event();
        var batch = new Storage.CommitBatch { Now = Now, Operations = [Make.Publish(@event)] };

        await Should.ThrowAsync<OperationCanceledException>(() => Store.CommitAsync(batch, new CancellationToken(canceled: true)));

        (await Store.FindEventAsync(Scope, @event.Id, default)).ShouldBeNull();
    }
}
