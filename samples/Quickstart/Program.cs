using Automation.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Quickstart;

if (args.Any(argument => argument is "--help" or "-h"))
{
    Console.WriteLine(CommandLine.Help);
    return 0;
}

try
{
    var options = CommandLine.Parse(args);
    var builder = Host.CreateApplicationBuilder();
    builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting", LogLevel.None)
        .AddSimpleConsole(console => console.SingleLine = true)
        .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    builder.Services.AddSingleton(options).AddSingleton<OutputFolder>().AddSingleton<CallLog>().AddSingleton<Session>();
    builder.Services.AddAutomation(automation => automation
        .UseSqlite(Path.Combine(options.Output, "automation.db"))
        .Configure(engine =>
        {
            engine.MaxConcurrentRuns = 4;
            engine.DedupeWindow = TimeSpan.FromDays(3650); // a file that was done stays done
        })
        .AddFrom<Program>()); // the rule, its events and its handlers

    using var host = builder.Build();
    if (options.Check)
    {
        var report = await host.Services.CheckAutomationAsync(); // no run is worked on, and nothing is created
        Console.WriteLine(report);
        return report is { HasOrphans: false, Complete: true, StoreFound: true } ? 0 : 1;
    }

    var files = InputFolder.List(options);
    Directory.CreateDirectory(options.Output);
    await host.StartAsync(); // unfinished runs of a killed process resume here
    var stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
    var exitCode = await host.Services.GetRequiredService<Session>().RunAsync(files, stopping);
    await host.StopAsync();
    return exitCode;
}
catch (Exception exception) when (exception is UsageException or StoreUnavailableException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(exception.Message);
    return 2;
}
