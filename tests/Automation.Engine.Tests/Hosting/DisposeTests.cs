using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Automation.Engine.Tests.Hosting;

public sealed class DisposeTests
{
    // Fault: only a stop ends the loops. Then each of them logs that the store is disposed, and tries again for as long as the process lives.
    [Fact]
    public async Task HostThatIsDisposedWithoutAStop_DoesNothingMore()
    {
        var clock = new ManualClock();
        var log = new RecordingLog();
        var host = new ServiceCollection()
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning).AddProvider(log))
            .AddSingleton<TimeProvider>(clock)
            .AddAutomation(builder => builder.UseInMemory())
            .BuildServiceProvider();
        await host.GetServices<IHostedService>().Single().StartAsync(CancellationToken.None);
        clock.NextDue.ShouldNotBeNull();

        await host.DisposeAsync();

        clock.NextDue.ShouldBeNull();
        clock.Advance(TimeSpan.FromHours(1));
        log.Lines.ShouldBeEmpty();
    }

    [Fact]
    public async Task HostThatWasStopped_OrNeverStarted_IsDisposedQuietly()
    {
        var log = new RecordingLog();
        foreach (var starts in new[] { true, false })
        {
            var host = new ServiceCollection()
                .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning).AddProvider(log))
                .AddAutomation(builder => builder.UseInMemory())
                .BuildServiceProvider();
            var engine = host.GetServices<IHostedService>().Single();
            if (starts)
            {
                await engine.StartAsync(CancellationToken.None);
                await engine.StopAsync(CancellationToken.None);
            }

            await host.DisposeAsync();
        }

        log.Lines.ShouldBeEmpty();
    }
}
