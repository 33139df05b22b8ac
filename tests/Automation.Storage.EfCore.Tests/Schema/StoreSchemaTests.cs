using Automation.Storage.Model;
using Npgsql;

namespace Automation.Storage.EfCore.Tests.Schema;

public sealed class StoreSchemaTests : DatabaseTests
{
    private const int Processes = 8;
    private const int Rounds = 10;

    [Theory]
    [InlineData("automation")]
    [InlineData("user")]
    public async Task Open_EmptyDatabase_CreatesTheTables(string schema)
    {
        await OpenAsync(schema: schema);

        (await LinesAsync($"select concat_ws(' ', id, version, readable_from) from \"{schema}\".store_version")).ShouldBe([$"1 {AutomationModel.Version} 1"]);
        await DoAsync($"insert into \"{schema}\".node(joined_at) values(now())");
        (await AskAsync($"select epoch from \"{schema}\".node")).ShouldBe(1L);
    }

    // Fault: who only looks creates the tables.
    [Fact]
    public async Task Exists_SaysWhetherTheTablesAreThere_AndCreatesNothing()
    {
        var token = TestContext.Current.CancellationToken;

        (await Store().ExistsAsync(token)).ShouldBeFalse();
        (await AskAsync("select count(*) from pg_namespace where nspname = 'automation'")).ShouldBe(0L);
        await OpenAsync();
        (await Store().ExistsAsync(token)).ShouldBeTrue();
    }

    [Fact]
    public async Task Open_Again_ChangesNothing()
    {
        await OpenAsync();
        await DoAsync("insert into automation.scope values('s', 7)");
        var before = await CatalogAsync("automation");

        await OpenAsync();

        (await CatalogAsync("automation")).ShouldBe(before);
        (await AskAsync("select version from automation.scope")).ShouldBe(7L);
    }

    // Fault: the tables are made without a lock.
    [Theory]
    [InlineData("read committed")]
    [InlineData("serializable")]
    public async Task Open_ByEightProcessesAtOnce_MakesOneSchemaWithoutAnError(string isolation)
    {
        var sources = Enumerable.Range(0, Processes)
            .Select(_ => NewSource(connection => connection.Options = $"-c default_transaction_isolation={isolation.Replace(" ", "\\ ")}")).ToList();
        for (var round = 1; round <= Rounds; round++)
        {
            var schema = $"round_{round}";

            await Task.WhenAll(sources.Select(source => Task.Run(() => OpenAsync(schema: schema, source: source))));

            (await AskAsync($"select count(*) from {schema}.migration")).ShouldBe((long)AutomationModel.Version);
            (await AskAsync($"select count(*) from {schema}.store_version")).ShouldBe(1L);
        }
    }

    [Fact]
    public async Task Open_WithoutMigrate_RefusesAnEmptyDatabaseAndCreatesNothing()
    {
        var refusal = await RefusalAsync(migrate: false);

        refusal.ShouldContain("'automation'");
        refusal.ShouldContain($"no tables of the store; version {AutomationModel.Version} is needed");
        refusal.ShouldContain("GenerateScript");
        refusal.ShouldContain("AddAutomation");
        refusal.ShouldContain("PostgresStoreOptions.Migrate");
        (await TablesAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Open_SchemaWithTablesOfOthers_RefusesAndCreatesNothing()
    {
        await DoAsync("create schema automation; create table automation.run(id int)");

        var refusal = await RefusalAsync();

        refusal.ShouldContain("\"run\" already exists");
        refusal.ShouldContain("PostgresStoreOptions.Schema");
        (await TablesAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task Open_SchemaThatLostATable_NamesIt()
    {
        await OpenAsync();
        await DoAsync("drop table automation.wait; drop sequence automation.position cascade");

        (await RefusalAsync()).ShouldContain("lacks wait, position");
    }

    [Fact]
    public async Task Open_DatabaseThatDoesNotAnswer_IsUnavailable()
    {
        var nobody = NewSource(connection => connection.Host = "/nowhere");

        var fault = await Should.ThrowAsync<StoreUnavailableException>(() => OpenAsync(source: nobody));

        fault.InnerException.ShouldBeAssignableTo<NpgsqlException>();
    }

    [Fact]
    public void Store_WithASchemaThatIsNotAllowed_IsNotMade() =>
        Should.Throw<ArgumentException>(() => Store(schema: "Automation")).ParamName.ShouldBe("PostgresStoreOptions.Schema");
}
