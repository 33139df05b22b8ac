using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Automation.EndToEnd.Hosting;

public sealed class OptionsTests
{
    [Fact]
    public async Task Start_WithFaultyOptions_NamesAllOfThem()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddAutomation(automation => automation.UseInMemory().Configure(options =>
        {
            options.MaxConcurrentRuns = 0;
            options.MaxChainDepth = -1;
            options.MaxRunsPerRoot = 0;
            options.BudgetPerScope = -1;
            options.BudgetPerScopePeriod = 0;
            options.DedupeWindow = TimeSpan.Zero;
            options.PollInterval = TimeSpan.FromSeconds(-5);
            options.Heartbeat = TimeSpan.Zero;
            options.Lease = TimeSpan.Zero;
            options.ShutdownTimeout = TimeSpan.FromSeconds(-1);
        }));
        using var host = builder.Build();

        var refused = await Should.ThrowAsync<OptionsValidationException>(() => host.StartAsync());

        refused.Failures.Count().ShouldBe(10);
        foreach (var option in new[] { "MaxConcurrentRuns", "MaxChainDepth", "MaxRunsPerRoot", "BudgetPerScope is", "BudgetPerScopePeriod", "DedupeWindow", "PollInterval", "Heartbeat", "Lease", "ShutdownTimeout" })
        {
            refused.Failures.ShouldContain(failure => failure.Contains($"AutomationOptions.{option}"));
        }
    }

    [Theory]
    [InlineData(10, 30, true)]
    [InlineData(10.001, 30, false)]
    [InlineData(60, 30, false)]
    [InlineData(60, 180, true)]
    [InlineData(-0.001, 30, true)]
    public async Task Start_WithAHeartbeatLongerThanAThirdOfTheLease_IsRefused(double heartbeat, int lease, bool allowed)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddAutomation(automation => automation.UseInMemory().Configure(options =>
        {
            options.Heartbeat = TimeSpan.FromSeconds(heartbeat);
            options.Lease = TimeSpan.FromSeconds(lease);
        }));
        using var host = builder.Build();

        if (allowed)
        {
            await host.StartAsync();
            await host.StopAsync();
            return;
        }

        var refused = await Should.ThrowAsync<OptionsValidationException>(() => host.StartAsync());
        refused.Failures.ShouldHaveSingleItem().ShouldBe(
            $"AutomationOptions.Heartbeat is {TimeSpan.FromSeconds(heartbeat)} and AutomationOptions.Lease is 00:00:30; "
            + "the heartbeat may be at most a third of the lease, so that one that is late or lost costs nothing. Shorten the heartbeat or lengthen the lease.");
    }
}
