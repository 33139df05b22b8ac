using Microsoft.Extensions.DependencyInjection;

namespace Automation.Storage.EfCore.Tests;

public sealed class PostgresAutomationBuilderExtensionsTests : DatabaseTests
{
    [Fact]
    public async Task UsePostgres_WithAConnectionString_OpensAndEndsItsOwnSource()
    {
        var services = Services(automation => automation.UsePostgres(ConnectionString, options => options.Schema = "other"));
        await services.GetRequiredService<IAutomationStore>().OpenAsync(TestContext.Current.CancellationToken);
        var source = services.GetRequiredService<StorePlace>().Source;

        await services.DisposeAsync();

        (await TablesAsync("other")).ShouldBeGreaterThan(0);
        await Should.ThrowAsync<ObjectDisposedException>(async () => await source.OpenConnectionAsync());
    }

    [Fact]
    public async Task UsePostgres_WithADataSource_OpensAndLeavesItToTheHost()
    {
        await using (var services = Services(automation => automation.UsePostgres(Source)))
        {
            var store = services.GetRequiredService<IAutomationStore>();
            await store.OpenAsync(TestContext.Current.CancellationToken);
            store.Name.ShouldBe("postgres");
        }

        (await TablesAsync()).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task UsePostgres_Twice_TakesTheLast()
    {
        await using var services = Services(automation => automation.UsePostgres("Host=first").UsePostgres(Source));

        services.GetServices<IAutomationStore>().ShouldHaveSingleItem();
        services.GetRequiredService<StorePlace>().Source.ShouldBeSameAs(Source);
    }

    [Fact]
    public void UsePostgres_WithASchemaThatIsNotAllowed_ThrowsAtOnce() =>
        Should.Throw<ArgumentException>(() => Services(automation => automation.UsePostgres(ConnectionString, options => options.Schema = "My Schema")))
            .Message.ShouldContain("'My Schema'");

    private static ServiceProvider Services(Action<AutomationBuilder> choose) => new ServiceCollection().AddAutomation(choose).BuildServiceProvider();
}
