using Automation.EndToEnd.Worlds;
using Automation.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Automation.EndToEnd.Hosting;

public sealed class HealthTests
{
    private static readonly Action<AutomationBuilder> Checked = builder =>
    {
        Rules.One(builder);
        builder.Services.AddHealthChecks().AddAutomation();
    };

    [Fact]
    public async Task Health_OfAWorkingHost_IsHealthy_WithoutStore_IsNot()
    {
        var plan = new FaultPlan();
        await using var world = new World(StoreKind.Memory, plan, Checked);
        await world.StartAsync();
        (await StatusAsync(world)).ShouldBe(HealthStatus.Healthy);

        plan.BeforeRead = () => throw new StoreUnavailableException("away");
        (await StatusAsync(world)).ShouldBe(HealthStatus.Unhealthy);
    }

    [Fact]
    public async Task Health_OfASecondProcess_IsDegraded()
    {
        await using var first = new World(StoreKind.Sqlite, new FaultPlan(), Checked);
        await first.StartAsync();
        await using var second = first.Beside();
        await second.StartAsync();

        (await StatusAsync(second)).ShouldBe(HealthStatus.Degraded);
    }

    [Fact]
    public async Task Health_BeforeTheStart_IsUnhealthy()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddAutomation(builder => builder.UseInMemory());
        services.AddHealthChecks().AddAutomation();
        await using var provider = services.BuildServiceProvider();

        (await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Status.ShouldBe(HealthStatus.Unhealthy);
    }

    private static async Task<HealthStatus> StatusAsync(World world) =>
        (await world.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Status;
}
