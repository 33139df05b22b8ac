namespace Automation.Storage.Sqlite.Tests.Connections;

/// <summary>The settings that the promises stand on, asked of the connections themselves.</summary>
public sealed class SqlitePragmaTests : SqliteTests
{
    [Fact]
    public void Writer_IsFullySynchronousInWriteAheadMode()
    {
        using var connection = SqlitePragmas.OpenWriter(Fixture.DatabasePath, TimeSpan.FromSeconds(3));

        Pragma(connection, "journal_mode").ShouldBe("wal");
        Pragma(connection, "synchronous").ShouldBe("2");
        Pragma(connection, "busy_timeout").ShouldBe("3000");
        Pragma(connection, "wal_autocheckpoint").ShouldBe("4000");
    }

    [Fact]
    public void Reader_MayOnlyRead()
    {
        using var connection = SqlitePragmas.OpenReader(Fixture.DatabasePath, TimeSpan.FromSeconds(3));

        Pragma(connection, "query_only").ShouldBe("1");
        Should.Throw<SqliteFault>(() => connection.Execute("delete from live"));
    }

    [Fact]
    public async Task WriterInUse_IsOpenedByTheSameDoor()
    {
        string? synchronous = null;
        using var writer = new SqliteWriter(Fixture.DatabasePath, TimeSpan.FromSeconds(3));
        await writer.TransactAsync(
            session =>
            {
                synchronous = Pragma(session.Connection, "synchronous");
                session.Connection.InTransaction.ShouldBeTrue();
                return true;
            },
            default);
        await writer.CloseAsync();

        synchronous.ShouldBe("2");
    }

    [Fact]
    public async Task Dispose_MovesTheLogIntoTheDatabase()
    {
        await CreateReadyAsync();
        new FileInfo(Fixture.DatabasePath + "-wal").Length.ShouldBeGreaterThan(0);

        await Store.DisposeAsync();

        File.Exists(Fixture.DatabasePath + "-wal").ShouldBeFalse();
        Sql("select count(*) from run").ShouldBe(1L);
    }

    private static string Pragma(SqliteConnectionHandle connection, string name)
    {
        using var statement = connection.Prepare("pragma " + name, "pragma");
        using var rows = statement.With().Query();
        rows.Next().ShouldBeTrue();
        return name == "journal_mode" ? rows.Text(0) : rows.Number(0).ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
