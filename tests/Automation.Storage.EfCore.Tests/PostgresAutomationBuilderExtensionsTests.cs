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

    // Fault: the driver's own words come when the host starts, and quote the string.
    [Theory]
    [InlineData("postgres://app:canary@localhost/app", "A URL is not understood.")]
    [InlineData("Host=localhost;Password=a;canary=1", "needs quotes")]
    [InlineData("Host=localhost;Port=canary", "Write pairs such as")]
    [InlineData("canary", "Write pairs such as")]
    public void UsePostgres_WithAStringThatCannotBeRead_SaysHowToWriteIt_AndQuotesNothing(string connectionString, string said)
    {
        var fault = Should.Throw<ArgumentException>(() => Services(automation => automation.UsePostgres(connectionString)));

        fault.Message.ShouldStartWith("The connection string of UsePostgres cannot be read.");
        fault.Message.ShouldContain(said);
        fault.ToString().ShouldNotContain("canary");
    }

    [Fact]
    public void UsePostgres_AndAnotherStore_IsRefused() =>
        Should.Throw<InvalidOperationException>(() => Services(automation => automation.UseInMemory().UsePostgres(ConnectionString))).Message.ShouldStartWith("UseInMemory and UsePostgres both");

    [Fact]
    public void UsePostgres_WithASchemaThatIsNotAllowed_ThrowsAtOnce() =>
        Should.Throw<ArgumentException>(() => Services(automation => automation.UsePostgres(ConnectionString, options => options.Schema = "My Schema")))
            .Message.ShouldContain("'My Schema'");

    private static ServiceProvider Services(Action<AutomationBuilder> choose) => new ServiceCollection().AddAutomation(choose).BuildServiceProvider();
}
