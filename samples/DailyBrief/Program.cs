using System.Globalization;
using Automation.Storage;
using DailyBrief;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args.Any(argument => argument is "--help" or "-h"))
{
    Console.WriteLine(CommandLine.Help);
    return 0;
}

try
{
    var options = CommandLine.Parse(args);
    return options.Days is { } days
        ? await Simulation.RunAsync(Console.Out, options.From, days)
        : await Live.RunAsync(Console.In, Console.Out, options.Data);
}
catch (Exception exception) when (exception is UsageException or StoreUnavailableException)
{
    Console.Error.WriteLine(exception.Message);
    return 2;
}
