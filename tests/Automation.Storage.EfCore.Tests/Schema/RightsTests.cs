using System.Globalization;
using Automation.Postgres;
using Automation.Storage.Model;
using Npgsql;

namespace Automation.Storage.EfCore.Tests.Schema;

public sealed class RightsTests : DatabaseTests
{
    // Roles are the server's, and tests of other processes may use it.
    private readonly string _role = $"automation_guest_{Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)[..12]}";
    private NpgsqlDataSource _guest = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await DoAsync($"create role {_role} login password 'guest'");
        _guest = NewSource(connection => (connection.Username, connection.Password) = (_role, "guest"));
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await using var server = NpgsqlDataSource.Create((await TestPostgres.GetAsync()).ConnectionString);
        await using var command = server.CreateCommand($"drop role if exists {_role}");
        await command.ExecuteNonQueryAsync();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Open_WithRightsOnRowsOnly_OpensAndCreatesNothing(bool migrate)
    {
        await OpenAsync();
        await GrantAsync();
        var before = await CatalogAsync("automation");

        await OpenAsync(migrate, source: _guest);

        await using (var command = _guest.CreateCommand("insert into automation.node(joined_at) values(now()); update automation.node set left_at = now(); delete from automation.node"))
        {
            await command.ExecuteNonQueryAsync();
        }

        (await CatalogAsync("automation")).ShouldBe(before);
    }

    [Theory]
    [InlineData("insert on automation.event", "event")]
    [InlineData("select on automation.live", "live")]
    [InlineData("update on automation.node", "node")]
    [InlineData("delete on automation.signal", "signal")]
    [InlineData("select on automation.store_version", "store_version")]
    [InlineData("usage on sequence automation.position", "position")]
    [InlineData("usage on schema automation", "the schema")]
    public async Task Open_WithoutARightThatIsNeeded_NamesWhatIsClosedAndTheWayOut(string right, string closed)
    {
        await OpenAsync();
        await GrantAsync();
        await DoAsync($"revoke {right} from {_role}");

        var refusal = await RefusalAsync(source: _guest);

        refusal.ShouldContain($"work with {closed}. ");
        refusal.ShouldContain(_role);
        refusal.ShouldContain("grant usage on schema \"automation\"");
    }

    [Fact]
    public async Task Refusal_SaysStatementsThatHelp()
    {
        await OpenAsync();
        var refusal = await RefusalAsync(source: _guest);

        await DoAsync(refusal[(refusal.IndexOf("Let the owner of the schema run: ", StringComparison.Ordinal) + "Let the owner of the schema run: ".Length)..]);

        await OpenAsync(source: _guest);
    }

    [Fact]
    public async Task Open_EmptyDatabaseByARoleThatMayNotCreate_IsRefused()
    {
        var refusal = await RefusalAsync(source: _guest);

        refusal.ShouldContain($"the role '{_role}' may not create it");
        refusal.ShouldContain("GenerateScript");
        refusal.ShouldContain($"version {AutomationModel.Version} is needed");
        (await TablesAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Open_EmptySchemaThatSomebodyCreatedForTheRole_CreatesTheTables()
    {
        await DoAsync($"create schema automation authorization {_role}");

        await OpenAsync(source: _guest);
    }

    // Red without the copying of rights.
    [Fact]
    public async Task Open_AfterTheHistoryWasPartitioned_HasTheSameRights()
    {
        await OpenAsync();
        await GrantAsync();

        await DoAsync(AutomationMigrations.GeneratePartitionScript());

        await OpenAsync(source: _guest);
        await DoAsync("select automation.add_history('2100-01-01')");
        await using var command = _guest.CreateCommand("insert into automation.log values(automation.history_bound('2099-01-01'), 1, '', 1, now(), 1, null, ''); select message from automation.log");
        (await command.ExecuteScalarAsync()).ShouldBe("");
    }

    private Task GrantAsync() => DoAsync($"""
        grant usage on schema automation to {_role};
        grant select, insert, update, delete on all tables in schema automation to {_role};
        revoke insert, update, delete on automation.store_version, automation.migration from {_role};
        grant usage on all sequences in schema automation to {_role};
        """);
}
