using Automation.Postgres;
using ManyHosts;
using ManyHosts.Show;
using Npgsql;

if (args is ["worker", var name])
{
    await Worker.RunAsync(name); // Worker.cs is what an application of yours would look like
    return 0;
}

if (args.Any(argument => argument is "--help" or "-h"))
{
    Console.WriteLine(CommandLine.Help);
    return 0;
}

using var interruption = new Interruption();
try
{
    await using var database = await ShowDatabase.CreateAsync(interruption.Token);
    await using var play = new Play(database, CommandLine.Parse(args), interruption.Token);
    var tally = await play.RunAsync();
    tally.Write(Console.Out);
    return tally.IsGood ? 0 : 1;
}
catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
{
    Console.WriteLine("Interrupted.");
    return 130;
}
catch (Exception exception) when (exception is UsageException or LocalPostgresException or NpgsqlException or WorkerEndedException or TimeoutException)
{
    Console.Error.WriteLine(exception.Message);
    return 2;
}
