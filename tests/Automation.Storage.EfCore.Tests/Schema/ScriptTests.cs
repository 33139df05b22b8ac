using Automation.Storage.Model;

namespace Automation.Storage.EfCore.Tests.Schema;

public sealed class ScriptTests : DatabaseTests
{
    [Theory]
    [InlineData("automation")]
    [InlineData("user")]
    public async Task Script_OnAnEmptyDatabase_GivesAStoreThatOpens(string schema)
    {
        await DoAsync(AutomationMigrations.GenerateScript(schema));

        await OpenAsync(migrate: false, schema);
    }

    [Fact]
    public async Task Script_Again_ChangesNothing()
    {
        await DoAsync(AutomationMigrations.GenerateScript());
        var before = await CatalogAsync("automation");

        await DoAsync(AutomationMigrations.GenerateScript());

        (await CatalogAsync("automation")).ShouldBe(before);
    }

    [Fact]
    public async Task Script_WhileStoresOpen_WaitsForThem()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(number => number % 2 == 0 ? OpenAsync(source: NewSource()) : DoAsync(AutomationMigrations.GenerateScript())));

        (await AskAsync("select count(*) from automation.migration")).ShouldBe((long)AutomationModel.Version);
    }

    [Theory]
    [InlineData("Automation")]
    [InlineData("a\"; drop schema public; --")]
    public void Script_ForASchemaThatIsNotAllowed_IsNotWritten(string schema) =>
        Should.Throw<ArgumentException>(() => AutomationMigrations.GenerateScript(schema));
}
