using System.Globalization;

namespace Automation.Benchmarks.Postgres;

/// <summary>Reads processor times from <c>/proc</c>; zero where there is none.</summary>
internal static class ProcessTimes
{
    private const double TicksPerSecond = 100;

    /// <summary>A process, its children, and those of its children that ended.</summary>
    public static TimeSpan OfTree(int root)
    {
        if (!Directory.Exists("/proc/self"))
        {
            return TimeSpan.Zero;
        }

        var ticks = 0L;
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])))
        {
            if (Read(folder) is { } fields && (Number(fields, 1) == root || Path.GetFileName(folder) == root.ToString(CultureInfo.InvariantCulture)))
            {
                // utime and stime; and of children that were waited for, for the root alone.
                ticks += Number(fields, 11) + Number(fields, 12) + (Number(fields, 1) == root ? 0 : Number(fields, 13) + Number(fields, 14));
            }
        }

        return TimeSpan.FromSeconds(ticks / TicksPerSecond);
    }

    /// <summary>The fields behind the name, which may hold blanks: state, parent, and so on.</summary>
    private static string[]? Read(string folder)
    {
        try
        {
            var text = File.ReadAllText(Path.Combine(folder, "stat"));
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            // Ended meanwhile.
            return null;
        }
    }

    private static long Number(string[] fields, int index) => long.Parse(fields[index], CultureInfo.InvariantCulture);
}
