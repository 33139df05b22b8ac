using Automation.Storage.Migrations;
using Automation.Storage.Model;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Automation.Storage.EfCore.Tests.Schema;

public sealed class StoreVersionTests : DatabaseTests
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await OpenAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Open_NewerTablesThatThisVersionCanWorkWith_OpensAndLeavesThem(bool migrate)
    {
        await PretendAsync(version: AutomationModel.Version + 1, readableFrom: 1);
        await DoAsync("alter table automation.live add column held int not null default 0");

        await OpenAsync(migrate);

        (await AskAsync("select version from automation.store_version")).ShouldBe(AutomationModel.Version + 1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Open_NewerTablesThatThisVersionCannotWorkWith_IsRefused(bool migrate)
    {
        await PretendAsync(version: AutomationModel.Version + 2, readableFrom: AutomationModel.Version + 1);

        var refusal = await RefusalAsync(migrate);

        refusal.ShouldContain($"version {AutomationModel.Version + 2}");
        refusal.ShouldContain($"from version {AutomationModel.Version + 1} on");
        refusal.ShouldContain($"this package has version {AutomationModel.Version}");
        refusal.ShouldContain("Update the package");
    }

    // Fault: the migration is not in the list.
    [Fact]
    public async Task Open_TablesOfVersion1_AddsTheSchedulesAndKeepsTheRest()
    {
        await DoAsync("drop schema automation cascade");
        await using (var context = AutomationDbContext.For("automation"))
        {
            await DoAsync(context.GetService<IMigrator>().GenerateScript(toMigration: nameof(FirstTables)));
        }

        await DoAsync("insert into automation.scope values('s', 7)");

        await OpenAsync();

        (await AskAsync("select version from automation.store_version")).ShouldBe(AutomationModel.Version);
        (await AskAsync("select version from automation.scope")).ShouldBe(7L);
        (await AskAsync("select count(*) from automation.schedule")).ShouldBe(0L);
    }

    [Fact]
    public async Task Open_OlderTablesWithoutMigrate_IsRefused()
    {
        await PretendAsync(version: 0, readableFrom: 0);

        var refusal = await RefusalAsync(migrate: false);

        refusal.ShouldContain($"in version 0; version {AutomationModel.Version} is needed");
        refusal.ShouldContain("GenerateScript");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Open_OlderTablesOfAHost_LeavesThemToTheHost(bool migrate)
    {
        await DoAsync("drop table automation.migration");
        await PretendAsync(version: 0, readableFrom: 0);

        (await RefusalAsync(migrate)).ShouldContain("Add a migration to that context");
        (await AskAsync("select to_regclass('automation.migration') is null")).ShouldBe(true);
    }

    [Fact]
    public async Task Open_TablesThatSayNoVersion_IsRefused()
    {
        await DoAsync("delete from automation.store_version");

        (await RefusalAsync()).ShouldContain("no tables of the store");
    }

    private Task PretendAsync(int version, int readableFrom) => DoAsync($"update automation.store_version set version = {version}, readable_from = {readableFrom}");
}
