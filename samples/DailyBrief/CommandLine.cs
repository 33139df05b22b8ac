using System.Globalization;

namespace DailyBrief;

/// <summary>What the user asked for.</summary>
internal sealed record CommandLine
{
    public const string Help = """
        Every tenant gets a brief at seven in the morning and a review of the week on Monday at eight, by the clock on its own wall.

        dotnet run --project samples/DailyBrief [--data <file>]
        dotnet run --project samples/DailyBrief -- --simulate <days>d [--from <date>]

          --data <file>        live: where everything is kept; by default ./daily-brief.db. Type 'help' for the commands.
          --simulate <days>d   plays so many days, 1 to 400, with a clock that needs no waiting, prints each tenant's runs and ends
          --from <date>        the simulation's first day, UTC; by default 2026-03-26, three days before Europe changes its clocks

        Exit code 0: done, and in a simulation every run succeeded. 1: one did not. 2: the command cannot be carried out.
        """;

    public string Data { get; init; } = Path.GetFullPath("daily-brief.db");

    /// <summary>Null for live.</summary>
    public int? Days { get; init; }

    public DateOnly From { get; init; } = new(2026, 3, 26);

    /// <exception cref="UsageException">An argument is unknown or lacks its value.</exception>
    public static CommandLine Parse(IEnumerable<string> arguments)
    {
        var options = new CommandLine();
        var rest = new Queue<string>(arguments);
        while (rest.TryDequeue(out var argument))
        {
            options = argument switch
            {
                "--data" when rest.TryDequeue(out var file) => options with { Data = Path.GetFullPath(file) },
                "--simulate" when rest.TryDequeue(out var days) => options with { Days = DaysOf(days) },
                "--from" when rest.TryDequeue(out var date) => options with { From = DateOf(date) },
                "--data" or "--simulate" or "--from" => throw new UsageException($"'{argument}' needs a value. See --help."),
                _ => throw new UsageException($"'{argument}' is not known. See --help."),
            };
        }

        return options;
    }

    private static int DaysOf(string text) =>
        text.EndsWith('d') && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is > 0 and <= 400
            ? days
            : throw new UsageException($"'--simulate' needs 1d to 400d, and got '{text}'.");

    private static DateOnly DateOf(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) && date.Year is >= 2000 and < 2100
            ? date
            : throw new UsageException($"'--from' needs a date such as 2026-03-26, from 2000 to 2099, and got '{text}'.");
}
