namespace Quickstart;

/// <summary>What the user asked for.</summary>
internal sealed record CommandLine
{
    public const string Help = """
        Works on every file of a folder: checksum, word counts, compression, manifest. Each file is a durable run:
        kill the program at any moment, start it again, and it goes on where it was.

        dotnet run --project samples/Quickstart [folder] [--output <folder>] [--slow] [--check]

          folder             where the files are, subfolders included, hidden files not; by default the sample's own
          --output <folder>  where the results and the database go; by default ./quickstart-output
          --slow             waits a second in every step, so that there is time to kill the program
          --check            says whether this build can go on with the unfinished runs, and works on none

        Exit code 0: all runs succeeded, now or before, or the check is good. 1: a run did not, or it is not. 2: the command cannot be carried out. 130: interrupted.
        """;

    public string Folder { get; init; } = Path.Combine(AppContext.BaseDirectory, "files");

    public string Output { get; init; } = Path.GetFullPath("quickstart-output");

    public TimeSpan Delay { get; init; }

    public bool Check { get; init; }

    /// <exception cref="UsageException">An argument is unknown or lacks its value.</exception>
    public static CommandLine Parse(IEnumerable<string> arguments)
    {
        var options = new CommandLine();
        string? folder = null;
        var rest = new Queue<string>(arguments);
        while (rest.TryDequeue(out var argument))
        {
            options = argument switch
            {
                "--slow" => options with { Delay = TimeSpan.FromSeconds(1) },
                "--check" => options with { Check = true },
                "--output" when rest.TryDequeue(out var output) => options with { Output = Path.GetFullPath(output) },
                "--output" => throw new UsageException("'--output' needs a folder. See --help."),
                _ when argument.StartsWith('-') => throw new UsageException($"The option '{argument}' is not known. See --help."),
                _ when folder is not null => throw new UsageException($"'{argument}' is a second folder after '{folder}'; one is allowed. See --help."),
                _ => options with { Folder = Path.GetFullPath(folder = argument) },
            };
        }

        return options;
    }
}
