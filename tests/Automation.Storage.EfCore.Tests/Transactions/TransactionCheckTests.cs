using Automation.Postgres;
using Automation.Storage.EfCore.Tests.Hosts;
using Automation.Storage.EfCore.Tests.Worlds;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Storage.EfCore.Tests.Transactions;

/// <summary>What keeps a host with such a handler from starting.</summary>
public sealed class TransactionCheckTests : DatabaseTests
{
    [Fact]
    public async Task StoreInMemory_IsRefused() =>
        (await FaultAsync(services => services.AddDbContext<ShopContext>(options => options.UseNpgsql(ConnectionString)), automation => automation.UseInMemory()))
            .ShouldBe("Handler ReserveHandler of action 'reserve' works in a transaction of 'ShopContext', and the store 'memory' cannot take part in it. Call UsePostgres(…) for the same database, or remove [InTransaction].");

    [Fact]
    public async Task ContextThatIsNotRegistered_IsRefused() => (await FaultAsync(_ => { })).ShouldContain("The context 'ShopContext' is not registered.");

    [Fact]
    public async Task TransientContext_IsRefused() =>
        (await FaultAsync(services => services.AddDbContext<ShopContext>(options => options.UseNpgsql(ConnectionString), ServiceLifetime.Transient))).ShouldContain("Register it as scoped.");

    [Fact]
    public async Task ContextOfAnotherProvider_IsRefused() =>
        (await FaultAsync(services => services.AddDbContext<ShopContext>(options => options.UseInMemoryDatabase("shop")))).ShouldContain("UseNpgsql");

    [Fact]
    public async Task ContextThatRetries_IsRefused() =>
        (await FaultAsync(services => services.AddDbContext<ShopContext>(options => options.UseNpgsql(ConnectionString, npgsql => npgsql.EnableRetryOnFailure())))).ShouldContain("EnableRetryOnFailure");

    [Fact]
    public async Task ContextOfAnotherDatabase_IsRefused()
    {
        await using var other = await (await TestPostgres.GetAsync()).CreateDatabaseAsync();

        (await FaultAsync(services => services.AddDbContext<ShopContext>(options => options.UseNpgsql(other.ConnectionString)))).ShouldContain("Both must use the same.");
    }

    [Fact]
    public async Task DeferredHandler_IsRefused()
    {
        var fault = await Should.ThrowAsync<RuleDefinitionException>(() => StartAsync(
            services => services.AddDbContext<ShopContext>(options => options.UseNpgsql(ConnectionString)),
            automation => automation.UsePostgres(ConnectionString).AddHandler<ReserveLaterHandler>()));

        fault.Message.ShouldContain("has a handler ReserveLaterHandler that starts work which ends elsewhere, and no transaction can cover that.");
    }

    [Fact]
    public async Task StoreWithTablesOfItsOwn_AndAContextOfTheSameDatabase_AreFine() => await StartAsync(
        services => services.AddSingleton(new Script()).AddDbContext<ShopContext>(options => options.UseNpgsql(Source)), automation => automation.UsePostgres(ConnectionString));

    private async Task<string> FaultAsync(Action<IServiceCollection> configure, Action<AutomationBuilder>? store = null) =>
        (await Should.ThrowAsync<InvalidOperationException>(() => StartAsync(configure, store ?? (automation => automation.UsePostgres(ConnectionString))))).Message;

    private static async Task StartAsync(Action<IServiceCollection> configure, Action<AutomationBuilder> store)
    {
        await using var host = await AppHost.StartAsync(services =>
        {
            configure(services);
            services.AddAutomation(automation =>
            {
                automation.AddHandler<ReserveHandler>();
                store(automation);
            });
        });
    }
}
