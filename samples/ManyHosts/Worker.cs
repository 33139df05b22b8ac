using ManyHosts.Shop;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ManyHosts;

/// <summary>One host. Nothing in it knows of the other two: that they share a database is enough.</summary>
internal static class Worker
{
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(2);

    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(0.5);

    public static async Task RunAsync(string name)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Warning)
            .AddSimpleConsole(console => console.SingleLine = true)
            .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);

        await using var database = NpgsqlDataSource.Create(builder.Configuration.GetConnectionString("ManyHosts")!);
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton(new CallBook(name, database)).AddSingleton<Counter>();
        builder.Services.AddAutomation(automation => automation
            .UsePostgres(database)
            .Configure(engine =>
            {
                engine.MaxConcurrentRuns = 16;
                engine.Lease = Lease; // after this long without a sign of life others take its runs
                engine.Heartbeat = Heartbeat;
            })
            .AddFrom<Program>()); // the rule, its event and its handlers

        using var host = builder.Build();
        await host.StartAsync();
        await host.Services.GetRequiredService<Counter>().ServeAsync(Console.In, Console.Out);
        await host.StopAsync();
    }
}
