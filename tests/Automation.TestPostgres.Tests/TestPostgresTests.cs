using Npgsql;

namespace Automation.Postgres;

public sealed class TestPostgresTests
{
    [Fact]
    public async Task GetAsync_IsTheSameServer_ForAllTestsOfAProcess() =>
        (await TestPostgres.GetAsync()).ShouldBeSameAs(await TestPostgres.GetAsync());

    [Fact]
    public async Task Databases_AreApart_AndGoneAfterwards()
    {
        var server = await TestPostgres.GetAsync();
        var first = await server.CreateDatabaseAsync();
        await using var second = await server.CreateDatabaseAsync();
        await Sql.DoAsync(first.ConnectionString, "create table t (n int)");
        (await HasTableAsync(second)).ShouldBeFalse();

        await first.DisposeAsync();

        (await Sql.AskAsync<bool>(server.ConnectionString, $"select exists (select from pg_database where datname = '{first.Name}')")).ShouldBeFalse();
    }

    [Fact]
    public async Task Dispose_WithASessionThatIsOpen_EndsIt()
    {
        var server = await TestPostgres.GetAsync();
        var database = await server.CreateDatabaseAsync();
        await using var open = new NpgsqlConnection(Sql.Unpooled(database.ConnectionString));
        await open.OpenAsync();

        await database.DisposeAsync();

        await Should.ThrowAsync<NpgsqlException>(() => open.DoAsync("select 1"));
    }

    [Fact]
    public async Task Dispose_ClearsThePool()
    {
        var server = await TestPostgres.GetAsync();
        var database = await server.CreateDatabaseAsync();
        await Sql.DoAsync(database.ConnectionString, "select 1");

        await database.DisposeAsync();

        // A connection that the pool had kept would be dead.
        await Sql.DoAsync(server.ConnectionString, $"create database \"{database.Name}\"");
        await Sql.DoAsync(database.ConnectionString, "select 1");
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Template_IsPreparedOnce_AndEachDatabaseIsACopyOfItsOwn()
    {
        var server = await TestPostgres.GetAsync();
        var prepared = 0;
        Task PrepareAsync(string connectionString)
        {
            prepared++;
            return Sql.DoAsync(connectionString, "create table t (n int); insert into t values (17)");
        }

        var templates = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => server.GetTemplateAsync("once", PrepareAsync)));
        var databases = await Task.WhenAll(templates.Select(template => server.CreateDatabaseAsync(template)));

        prepared.ShouldBe(1);
        await Sql.DoAsync(databases[0].ConnectionString, "delete from t");
        (await Sql.AskAsync<long>(databases[0].ConnectionString, "select count(*) from t")).ShouldBe(0);
        (await Sql.AskAsync<int>(databases[1].ConnectionString, "select n from t")).ShouldBe(17);
        foreach (var database in databases)
        {
            await database.DisposeAsync();
        }
    }

    [Fact]
    public async Task Take_AfterATest_IsItsDatabase_AsTheTemplate()
    {
        var server = await TestPostgres.GetAsync();
        var template = await TakenAsync(server, "rows");
        var first = await server.TakeDatabaseAsync(template);
        await Sql.DoAsync(first.ConnectionString, "insert into part.t (x) values ('left'); analyze");
        await using var open = new NpgsqlConnection(Sql.Unpooled(first.ConnectionString));
        await open.OpenAsync();
        await open.DoAsync("begin; insert into part.t (x) values ('never committed')");
        await first.DisposeAsync();

        await using var second = await server.TakeDatabaseAsync(template);

        second.Name.ShouldBe(first.Name);
        await Should.ThrowAsync<NpgsqlException>(() => open.DoAsync("commit"));
        (await Sql.AskAsync<long>(second.ConnectionString, "select count(*) from part.t")).ShouldBe(0);
        (await Sql.AskAsync<int>(second.ConnectionString, "insert into part.t (x) values ('new') returning n")).ShouldBe(1);
        (await Sql.AskAsync<string>(second.ConnectionString, "select version from part.v")).ShouldBe("17");
    }

    [Theory]
    [InlineData("update part.v set version = '18'")]
    [InlineData("delete from part.v")]
    [InlineData("alter table part.t add column more int")]
    [InlineData("alter table part.t alter x set not null")]
    [InlineData("alter table part.t set (autovacuum_enabled = false)")]
    [InlineData("drop table part.t")]
    [InlineData("create table other (n int)")]
    [InlineData("create index on part.t (x)")]
    [InlineData("create function f() returns int language sql as 'select 1'")]
    [InlineData("create or replace function part.f() returns trigger language plpgsql as 'begin return old; end'")]
    [InlineData("alter table part.t disable trigger g")]
    [InlineData("create schema more")]
    [InlineData("create function part.h() returns trigger language plpgsql as 'begin raise exception $x$no$x$; end'; insert into part.t (x) values ('left'); create trigger h before delete on part.t for each row execute function part.h()")]
    [InlineData("create type part.kind as enum ('a')")]
    [InlineData("grant select on part.t to public")]
    [InlineData("do $$ begin execute format('alter database %I set work_mem = 128', current_database()); end $$")]
    public async Task Take_AfterATestThatChangedMoreThanRows_IsAnotherDatabase(string change)
    {
        var server = await TestPostgres.GetAsync();
        var template = await TakenAsync(server, "changes");
        var first = await server.TakeDatabaseAsync(template);
        await Sql.DoAsync(first.ConnectionString, change);
        await first.DisposeAsync();

        var second = await server.TakeDatabaseAsync(template);

        second.Name.ShouldNotBe(first.Name);
        (await Sql.AskAsync<bool>(server.ConnectionString, $"select exists (select from pg_database where datname = '{first.Name}')")).ShouldBeFalse();
        await second.DisposeAsync();
    }

    [Fact]
    public async Task Template_WhosePreparationLeftASessionOpen_CanBeCopied()
    {
        var server = await TestPostgres.GetAsync();
        NpgsqlConnection? left = null;
        var template = await server.GetTemplateAsync("left open", async connectionString =>
        {
            left = new NpgsqlConnection(Sql.Unpooled(connectionString));
            await left.OpenAsync();
            await left.DoAsync("create table t (n int)");
        });

        await using var database = await server.CreateDatabaseAsync(template);

        (await HasTableAsync(database)).ShouldBeTrue();
        await left!.DisposeAsync();
    }

    [Fact]
    public async Task Start_WithTheVariable_UsesThatServer()
    {
        await using var other = await Servers.StartAsync();

        var (server, reason) = await TestPostgres.StartAsync(other.ConnectionString, installation: null);

        reason.ShouldBeNull();
        server!.Local.ShouldBeNull();
        await using var database = await server.CreateDatabaseAsync();
        new NpgsqlConnectionStringBuilder(database.ConnectionString).Port.ShouldBe(other.Port);
        await server.DropAllAsync();
    }

    [Fact]
    public async Task DropAll_LeavesNothingOnAnotherServer()
    {
        await using var other = await Servers.StartAsync();
        var (server, _) = await TestPostgres.StartAsync(other.ConnectionString, installation: null);
        await server!.CreateDatabaseAsync(await server.GetTemplateAsync("schema", connectionString => Sql.DoAsync(connectionString, "create table t (n int)")));

        await server.DropAllAsync();

        (await Sql.AskAsync<long>(other.ConnectionString, "select count(*) from pg_database where datname like 'automation_test%'")).ShouldBe(0);
    }

    [Fact]
    public async Task Start_WithAServerThatDoesNotAnswer_Fails() =>
        await Should.ThrowAsync<NpgsqlException>(() => TestPostgres.StartAsync($"Host=127.0.0.1;Port={LocalPostgres.FreePort()};Username=postgres", installation: null));

    [Fact]
    public async Task Start_WithNeitherVariableNorBinaries_SaysBothWaysOut()
    {
        var (server, reason) = await TestPostgres.StartAsync(connectionString: null, installation: null);

        server.ShouldBeNull();
        reason.ShouldNotBeNull().ShouldContain("apt-get install postgresql");
        reason.ShouldContain(TestPostgres.Variable);
    }

    private static Task<string> TakenAsync(TestPostgres server, string name) => server.GetTemplateAsync(name, connectionString => Sql.DoAsync(connectionString, """
        create schema part;
        create table part.t (n int generated always as identity, x text);
        create table part.v (version text);
        insert into part.v values ('17');
        create function part.f() returns trigger language plpgsql as 'begin return new; end';
        create trigger g before insert on part.t for each row execute function part.f();
        """));

    private static Task<bool> HasTableAsync(TestDatabase database) => Sql.AskAsync<bool>(database.ConnectionString, "select to_regclass('t') is not null");
}
