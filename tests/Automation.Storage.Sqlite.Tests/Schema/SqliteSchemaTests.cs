using Automation.Storage.Conformance;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Storage.Sqlite.Tests.Schema;

public sealed class SqliteSchemaTests : SqliteTests
{
    private const string NextStep = "alter table live add column queue integer not null default 0;";

    [Fact]
    public void Open_EmptyFile_IsOfThePresentVersion()
    {
        Sql("select max(version) from schema_version").ShouldBe((long)SqliteSchema.Steps.Count);
        Sql("pragma application_id").ShouldBe((long)SqliteSchema.ApplicationId);
    }

    [Fact]
    public async Task Upgrade_OlderFile_RunsTheStepsThatAreMissingAndKeepsTheRows()
    {
        var run = await CreateReadyAsync();

        Upgrade([.. SqliteSchema.Steps, NextStep]);

        Sql("select max(version) from schema_version").ShouldBe(SqliteSchema.Steps.Count + 1L);
        Sql("select queue from live where run_id = @id", ("@id", Bytes(run))).ShouldBe(0L);
    }

    [Fact]
    public void Upgrade_Twice_RunsNoStepAgain()
    {
        Upgrade([.. SqliteSchema.Steps, NextStep]);

        Upgrade([.. SqliteSchema.Steps, NextStep]);

        Sql("select count(*) from schema_version").ShouldBe(SqliteSchema.Steps.Count + 1L);
    }

    [Fact]
    public void Upgrade_StepThatFails_LeavesTheFormerVersion()
    {
        Should.Throw<SqliteFault>(() => Upgrade([.. SqliteSchema.Steps, NextStep, "create table half(x); select * from nowhere;"]));

        Sql("select max(version) from schema_version").ShouldBe((long)SqliteSchema.Steps.Count);
        Sql("select count(*) from sqlite_master where name = 'half'").ShouldBe(0L);
        Sql("select count(*) from pragma_table_info('live') where name = 'queue'").ShouldBe(0L);
    }

    [Fact]
    public async Task Open_NewerFile_IsRefusedAndLeftAsItIs()
    {
        Sql("insert into schema_version(version) values(99)");

        var fault = await Should.ThrowAsync<StoreFormatException>(() => Fixture.OpenAsync());

        fault.Message.ShouldContain("version 99");
        fault.Message.ShouldContain(Fixture.DatabasePath);
        Sql("select max(version) from schema_version").ShouldBe(99L);
    }

    [Fact]
    public async Task Open_DatabaseOfAnotherApplication_IsRefusedAndLeftAsItIs()
    {
        await Store.DisposeAsync();
        File.Delete(Fixture.DatabasePath);
        Sql("create table customers(name text)");

        var fault = await Should.ThrowAsync<StoreFormatException>(() => Fixture.OpenAsync());

        fault.Message.ShouldContain("another application");
        Sql("pragma journal_mode").ShouldBe("delete");
        Sql("select count(*) from sqlite_master").ShouldBe(1L);
    }

    [Fact]
    public async Task Open_FileThatIsNoDatabase_IsRefusedAndLeftAsItIs()
    {
        await Store.DisposeAsync();
        var text = string.Concat(Enumerable.Repeat("not a database. ", 1000));
        await File.WriteAllTextAsync(Fixture.DatabasePath, text);

        await Should.ThrowAsync<StoreFormatException>(() => Fixture.OpenAsync());

        (await File.ReadAllTextAsync(Fixture.DatabasePath)).ShouldBe(text);
    }

    [Fact]
    public async Task Open_ManyAtOnceOnAnEmptyFile_AllSucceed()
    {
        await Store.DisposeAsync();
        for (var round = 0; round < 4; round++)
        {
            var path = Path.Combine(Fixture.Folder, $"many-{round}.db");
            using var start = new Barrier(8);

            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    var store = new SqliteStore(new SqliteStoreOptions { Path = path });
                    start.SignalAndWait();
                    return store.OpenAsync(default);
                },
                TaskCreationOptions.LongRunning).Unwrap()));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(":memory:")]
    [InlineData("file:x?mode=memory")]
    public void Path_ThatIsNoFile_IsRefused(string path)
    {
        Should.Throw<ArgumentException>(() => new SqliteStore(new SqliteStoreOptions { Path = path })).Message.ShouldContain("SqliteStoreOptions.Path");
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(601)]
    public void BusyTimeout_OutOfRange_IsRefused(int seconds)
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new SqliteStore(new SqliteStoreOptions { BusyTimeout = TimeSpan.FromSeconds(seconds) }));
    }

    [Fact]
    public async Task Open_FolderThatDoesNotExist_IsUnavailable()
    {
        var folder = Path.Combine(Fixture.Folder, "nowhere");
        var store = new SqliteStore(new SqliteStoreOptions { Path = Path.Combine(folder, "a.db") });

        (await Should.ThrowAsync<StoreUnavailableException>(() => store.OpenAsync(default))).Message.ShouldBe(
            $"The folder '{folder}' of the SQLite store '{folder}/a.db' does not exist, or may not be looked at. Create it, or name another one (SqliteStoreOptions.Path).");
        (await store.ExistsAsync(default)).ShouldBeFalse();
        Directory.Exists(folder).ShouldBeFalse();
    }

    // Fault: who only looks leaves an empty database, which the next one takes for the real one.
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task Check_OfAFileThatIsNotThere_OrEmpty_CreatesNothing(string? content)
    {
        var path = Path.Combine(Fixture.Folder, "checked.db");
        if (content is not null)
        {
            await File.WriteAllTextAsync(path, content, TestContext.Current.CancellationToken);
        }

        var before = Directory.GetFiles(Fixture.Folder);
        await using (var services = Services(path))
        {
            var report = await services.CheckAutomationAsync(cancellationToken: TestContext.Current.CancellationToken);

            (report.StoreFound, report.Complete, report.HasOrphans).ShouldBe((false, true, false));
            report.ToString().ShouldBe("There is no store here yet; nothing was created. Where one should be, look at its path or its connection string.");
        }

        Directory.GetFiles(Fixture.Folder).ShouldBe(before, ignoreOrder: true);
        new FileInfo(path).ShouldSatisfyAllConditions(file => (file.Exists && file.Length > 0).ShouldBeFalse());
        await new SqliteStore(new SqliteStoreOptions { Path = path }).OpenAsync(default);
        await using var opened = Services(path);
        (await opened.CheckAutomationAsync(cancellationToken: TestContext.Current.CancellationToken)).ToString().ShouldBe("There are no live runs.");
    }

    [Fact]
    public async Task Calls_BeforeOpen_AreRefused()
    {
        var store = new SqliteStore(new SqliteStoreOptions { Path = Path.Combine(Fixture.Folder, "closed.db") });

        await Should.ThrowAsync<InvalidOperationException>(async () => await store.LoadRunAsync(Make.RunId(), default));
        await Should.ThrowAsync<InvalidOperationException>(async () => await store.JoinAsync(Now, Lease, default));
    }

    private static ServiceProvider Services(string path) => new ServiceCollection().AddAutomation(builder => builder.UseSqlite(path)).BuildServiceProvider();

    private void Upgrade(IReadOnlyList<string> steps)
    {
        using var connection = SqlitePragmas.OpenWriter(Fixture.DatabasePath, TimeSpan.FromSeconds(1));
        SqliteSchema.Upgrade(connection, Fixture.DatabasePath, steps);
    }
}
