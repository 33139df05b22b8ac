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
            options.DedupeWindow = TimeSpan.Zero;
            options.PollInterval = TimeSpan.FromSeconds(-5);
            options.Heartbeat = TimeSpan.Zero;
            options.ShutdownTimeout = TimeSpan.FromSeconds(-1);
        }));
        using var host = builder.Build();

        var refused = await Should.ThrowAsync<OptionsValidationException>(() => host.StartAsync());

        refused.Failures.Count().ShouldBe(5);
        foreach (var option in new[] { "MaxConcurrentRuns", "DedupeWindow", "PollInterval", "Heartbeat", "ShutdownTimeout" })
        {
            refused.Failures.ShouldContain(failure => failure.Contains($"AutomationOptions.{option}"));
        }
    }
}
