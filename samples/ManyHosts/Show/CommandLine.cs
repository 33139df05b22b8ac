namespace ManyHosts.Show;

/// <summary>What the user asked for.</summary>
internal sealed record CommandLine
{
    public const string Help = """
        Three host processes share the work of one PostgreSQL database; one of them is killed in the middle of it, and nothing is lost.

        dotnet run --project samples/ManyHosts [--orders <number>]

          --orders <number>  how many orders are placed, each a run of three steps; by default 600

        The server is a private one, started from the installed binaries (15 or newer) and gone with this program. With the environment variable
        ConnectionStrings__ManyHosts it is the one that this names, by a user who may create databases; the database of the show is dropped at the end.

        Exit code 0: all runs were done, each step under one key. 1: not so. 2: the command cannot be carried out. 130: interrupted.
        """;

    public int Orders { get; init; } = 600;

    /// <exception cref="UsageException">An argument is unknown or lacks its value.</exception>
    public static CommandLine Parse(string[] arguments) => arguments switch
    {
        [] => new(),
        ["--orders", var number] when int.TryParse(number, out var orders) && orders is >= 60 and <= 100_000 => new() { Orders = orders },
        ["--orders", ..] => throw new UsageException("'--orders' needs a number from 60 to 100000. See --help."),
        [var unknown, ..] => throw new UsageException($"The argument '{unknown}' is not known. See --help."),
    };
}
