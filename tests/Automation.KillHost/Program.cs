// Usage: Automation.KillHost {file of SQLite | connection string of PostgreSQL} {ledger} [{seconds of the lease} {milliseconds of a step} {scope of a schedule of every second}...].
// Commands come line by line: "publish {number}", "poison {how}", "clock": says the time of day in ticks, "drain": says when no run is left, and "rest": says when only quarantined ones are.
using System.Globalization;
using Automation;
using Automation.KillHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

var builder = Host.CreateApplicationBuilder();
builder.Logging.ClearProviders();
builder.Services.AddSingleton(new Ledger(args[1]));
builder.Services.AddSingleton(new Pace(TimeSpan.FromMilliseconds(args.Length > 3 ? int.Parse(args[3], CultureInfo.InvariantCulture) : 2)));
builder.Services.AddAutomation(automation =>
{
    automation
        .Configure(options => options.MaxConcurrentRuns = 8)
        .AddHandler<AppendHandler>()
        .AddHandler<DieHandler>()
        .AddRule<OrderSeen>("three", rule => rule
            .OnEvent<OrderSeen>()
            .Then("a", run => new Append($"order {run.Input.Number}"), out var a)
            .Then("b", run => new Append(run.Get(a)), out var b)
            .Then("c", run => new Append(run.Get(b))))
        .AddRule<OrderPoisoned>("deadly", rule => rule
            .OnEvent<OrderPoisoned>()
            .Then("before", run => new Append(run.Input.How))
            .Then("die", run => new Die(run.Input.How))
            .Then("never", run => new Append(run.Input.How)));
    _ = args[0].Contains('=', StringComparison.Ordinal) ? automation.UsePostgres(args[0]) : automation.UseSqlite(args[0]);
    if (args.Length > 2)
    {
        var lease = TimeSpan.FromSeconds(double.Parse(args[2], CultureInfo.InvariantCulture));
        automation.Configure(options => (options.Lease, options.Heartbeat) = (lease, lease / 4));
    }

    if (args.Length > 4)
    {
        automation
            .Configure(options => Array.ForEach(args[4..], options.Scopes.Add))
            .AddRule<Occurrence>("second", rule => rule
                .OnSchedule(Schedule.Every(TimeSpan.FromSeconds(1)) with { MissedAfter = TimeSpan.FromHours(1) })
                .Then("a", run => new Append($"{run.Input.Due:O}"), out var a)
                .Delay("rest", TimeSpan.FromSeconds(6))
                .Then("b", run => new Append(run.Get(a)), out var b)
                .Then("c", run => new Append(run.Get(b))));
    }
});
using var host = builder.Build();
await host.StartAsync();
var project = host.Services.GetRequiredService<IAutomationClient>().In("p");
Console.WriteLine("ready");
while (await Console.In.ReadLineAsync() is { } line)
{
    if (line.Split(' ') is ["publish", var number])
    {
        try
        {
            var published = await project.PublishAsync(new OrderSeen(int.Parse(number)), new() { Key = number });
            Console.WriteLine($"accepted {number} {published.EventId}");
        }
        catch (AutomationUnavailableException)
        {
            // What a web application would answer with 503.
            Console.WriteLine($"refused {number}");
        }

        continue;
    }

    if (line == "clock")
    {
        Console.WriteLine($"clock {TimeProvider.System.GetUtcNow().Ticks}");
        continue;
    }

    if (line.Split(' ') is ["poison", var how])
    {
        var published = await project.PublishAsync(new OrderPoisoned(how), new() { Key = how });
        Console.WriteLine($"poisoned {published.EventId}");
        continue;
    }

    RunStatus[] live = [RunStatus.Ready, RunStatus.Running, RunStatus.Waiting, RunStatus.Parked];
    while ((await project.ListRunsAsync(new RunQuery { Statuses = line == "rest" ? live : [.. live, RunStatus.Quarantined], Limit = 1 })).Items.Count > 0)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
    }

    Console.WriteLine(line == "rest" ? "rested" : "drained");
}

await host.StopAsync();
