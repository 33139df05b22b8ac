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
        await PretendAsync(version: 2, readableFrom: 1);
        await DoAsync("alter table automation.live add column held int not null default 0");

        await OpenAsync(migrate);

        (await AskAsync("select version from automation.store_version")).ShouldBe(2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Open_NewerTablesThatThisVersionCannotWorkWith_IsRefused(bool migrate)
    {
        await PretendAsync(version: 3, readableFrom: 2);

        var refusal = await RefusalAsync(migrate);

        refusal.ShouldContain("version 3");
        refusal.ShouldContain("from version 2 on");
        refusal.ShouldContain("this package has version 1");
        refusal.ShouldContain("Update the package");
    }

    [Fact]
    public async Task Open_OlderTablesWithoutMigrate_IsRefused()
    {
        await PretendAsync(version: 0, readableFrom: 0);

        var refusal = await RefusalAsync(migrate: false);

        refusal.ShouldContain("in version 0; version 1 is needed");
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
