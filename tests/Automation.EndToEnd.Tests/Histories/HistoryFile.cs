using System.Globalization;
using System.Text.RegularExpressions;

namespace Automation.EndToEnd.Histories;

/// <summary>The files of a release's histories: one with its tables for each store, and one for each history with the rows, the instant at which its process died, and how it ended.</summary>
internal sealed partial record HistoryFile(DateTimeOffset At, string End, string Rows)
{
    private const string AtMark = "-- At ";
    private const string EndMark = "-- Ended as: ";

    /// <summary>The folder of all releases' histories in the sources.</summary>
    public static string Folder { get; } = Find();

    public static IEnumerable<string> Releases => Directory.Exists(Folder) ? Directory.GetDirectories(Folder).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal) : [];

    public static string PathOf(string release, string name, string store) => Path.Combine(Folder, release, $"{name}.{store}.sql");

    public static string ReadTables(string release, string store) => File.ReadAllText(PathOf(release, "tables", store));

    public static void WriteTables(string release, string store, string tables)
    {
        Directory.CreateDirectory(Path.Combine(Folder, release));
        File.WriteAllText(PathOf(release, "tables", store), tables);
    }

    public static HistoryFile Read(string release, string name, string store)
    {
        var lines = File.ReadAllLines(PathOf(release, name, store));
        return new HistoryFile(
            DateTimeOffset.Parse(lines.Single(line => line.StartsWith(AtMark, StringComparison.Ordinal))[AtMark.Length..], CultureInfo.InvariantCulture),
            string.Concat(lines.Where(line => line.StartsWith(EndMark, StringComparison.Ordinal)).Select(line => $"{line[EndMark.Length..]}\n")),
            string.Join('\n', lines));
    }

    public void Write(string release, string name, string store)
    {
        Directory.CreateDirectory(Path.Combine(Folder, release));
        // Where the sources lay is nobody's business.
        var rows = Sources().Replace(Rows, " in ");
        var end = End.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => EndMark + line + "\n");
        File.WriteAllText(PathOf(release, name, store), $"{AtMark}{At:O}\n{string.Concat(end)}{rows}");
    }

    [GeneratedRegex(@" in /[^\s\\]*?(?=/(src|tests)/)/", RegexOptions.CultureInvariant)]
    private static partial Regex Sources();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Automation.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder.FullName, "tests", "Automation.EndToEnd.Tests", "Histories", "Releases");
    }
}
