using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Automation.Storage.EfCore.Tests.Hosts;

public sealed class HostContextTests : DatabaseTests
{
    private const string Schema = "shop_automation";

    [Fact]
    public async Task TablesOfAHostsContext_AreThoseOfOurMigrations()
    {
        await using var shop = Context<ShopContext>();
        await shop.Database.EnsureCreatedAsync();

        var hosts = await CatalogAsync(Schema);

        await DoAsync($"drop schema {Schema} cascade");
        await OpenAsync(schema: Schema);
        hosts.ShouldBe(await CatalogAsync(Schema));
        hosts.Count.ShouldBeGreaterThan(100);
    }

    [Fact]
    public async Task ConventionsOfAHost_ChangeNothing()
    {
        await using var shop = Context<OpinionatedContext>();
        await shop.Database.EnsureCreatedAsync();

        var hosts = await CatalogAsync(Schema);

        (await LinesAsync("select tablename::text from pg_tables where schemaname = 'shop'")).ShouldBe(["ORDERS"], "The conventions are at work.");
        await DoAsync($"drop schema {Schema} cascade");
        await OpenAsync(schema: Schema);
        hosts.ShouldBe(await CatalogAsync(Schema));
    }

    [Fact]
    public async Task Store_FindsTheConnectionStringOfAContext()
    {
        await CreateAsync();
        await OpensAsync(services => services.AddDbContext<ShopContext>(options => options.UseNpgsql(ConnectionString)));
    }

    [Fact]
    public async Task Store_FindsTheConnectionStringOfAFactory()
    {
        await CreateAsync();
        await OpensAsync(services => services.AddDbContextFactory<ShopContext>(options => options.UseNpgsql(ConnectionString)));
    }

    [Fact]
    public async Task Store_FindsTheConnectionOfAContext()
    {
        await CreateAsync();
        await using var connection = new NpgsqlConnection(ConnectionString);
        await OpensAsync(services => services.AddDbContext<ShopContext>(options => options.UseNpgsql(connection)));
    }

    [Fact]
    public async Task Store_TakesTheDataSourceOfAContext_AndLeavesItToTheHost()
    {
        await CreateAsync();
        var place = await OpensAsync(services => services.AddDbContextPool<ShopContext>(options => options.UseNpgsql(Source)));

        place.Source.ShouldBeSameAs(Source);
        (await AskAsync("select 1")).ShouldBe(1);
    }

    [Fact]
    public async Task Store_TakesTheRegisteredDataSource()
    {
        await CreateAsync();
        var place = await OpensAsync(services => services.AddSingleton(Source).AddDbContext<ShopContext>(options => options.UseNpgsql()));

        place.Source.ShouldBeSameAs(Source);
    }

    [Fact]
    public async Task Store_WhenTheHostDidNotMigrate_IsRefused()
    {
        await using var services = Services(services => services.AddDbContext<ShopContext>(options => options.UseNpgsql(ConnectionString)));

        var fault = await Should.ThrowAsync<StoreFormatException>(() => services.GetRequiredService<IAutomationStore>().OpenAsync(TestContext.Current.CancellationToken));

        fault.Message.ShouldContain("where a context of the host has the tables (AddAutomation), apply its migrations");
        (await TablesAsync(Schema)).ShouldBe(0);
    }

    [Fact]
    public void Store_OfAContextThatIsNotRegistered_SaysSo() =>
        Fault(_ => { }).ShouldBe("The context 'ShopContext' is not registered. Register it with AddDbContext or AddDbContextFactory.");

    [Fact]
    public void Store_OfAContextWithAnotherDatabase_SaysSo() =>
        Fault(services => services.AddDbContext<ShopContext>(options => options.UseInMemoryDatabase("shop"))).ShouldContain("UseNpgsql");

    [Fact]
    public void Store_OfAContextWithoutTheTables_SaysSo()
    {
        using var services = new ServiceCollection().AddDbContext<DbContext>(options => options.UseNpgsql("Host=nowhere"))
            .AddAutomation(automation => automation.UsePostgres<DbContext>()).BuildServiceProvider();

        Should.Throw<InvalidOperationException>(() => services.GetRequiredService<IAutomationStore>()).Message.ShouldContain("modelBuilder.AddAutomation()");
    }

    private static string Fault(Action<IServiceCollection> register)
    {
        using var services = Services(register);
        return Should.Throw<InvalidOperationException>(() => services.GetRequiredService<IAutomationStore>()).Message;
    }

    private static ServiceProvider Services(Action<IServiceCollection> register)
    {
        var services = new ServiceCollection();
        register(services);
        services.AddAutomation(automation => automation.UsePostgres<ShopContext>());
        return services.BuildServiceProvider();
    }

    private static async Task<StorePlace> OpensAsync(Action<IServiceCollection> register)
    {
        await using var services = Services(register);
        await services.GetRequiredService<IAutomationStore>().OpenAsync(TestContext.Current.CancellationToken);
        var place = services.GetRequiredService<StorePlace>();
        place.Options.Schema.ShouldBe(Schema);
        place.Options.Migrate.ShouldBeFalse();
        return place;
    }

    private async Task CreateAsync()
    {
        await using var shop = Context<ShopContext>();
        await shop.Database.EnsureCreatedAsync();
    }

    private TContext Context<TContext>()
        where TContext : ShopContext =>
        (TContext)Activator.CreateInstance(typeof(TContext), new DbContextOptionsBuilder<TContext>().UseNpgsql(Source).Options)!;
}
