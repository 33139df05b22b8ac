// Usage: Automation.Simulation {first seed} {seeds} [trace]. One line per seed: its number, the hash of its trace, how many events it had. With "trace", everything that happened.
using System.Globalization;
using Automation.Simulation;

var first = int.Parse(args[0], CultureInfo.InvariantCulture);
var counts = new Counts();
for (var seed = first; seed < first + int.Parse(args[1], CultureInfo.InvariantCulture); seed++)
{
    var trace = new Trace(args.Length > 2 ? Console.Out : null);
    var scheduler = new Scheduler(seed, trace);
    try
    {
        scheduler.Play(() => new World(scheduler, trace, counts).PlayAsync());
        Console.WriteLine($"seed {seed} {trace.Hash:x16} {scheduler.Events}");
    }
    catch (Exception exception)
    {
        Console.WriteLine($"FAILED seed {seed}: {exception.Message}");
        Console.WriteLine($"Replay it with: dotnet run -c Release --project tests/Automation.Simulation -- {seed} 1 trace");
        return 1;
    }
}

Console.WriteLine($"counts {counts}");
return 0;
