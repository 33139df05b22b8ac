using System.Text;

namespace Automation.House.PublicApi;

/// <summary>The lines that two surfaces do not share, each under the type it belongs to.</summary>
internal static class SurfaceDifference
{
    public static string Between(string approved, string actual)
    {
        var before = Lines(approved);
        var after = Lines(actual);
        var changes = before.Except(after).Select(line => (line.Type, Text: "- " + line.Member))
            .Concat(after.Except(before).Select(line => (line.Type, Text: "+ " + line.Member)))
            .GroupBy(change => change.Type)
            .OrderBy(type => type.Key, StringComparer.Ordinal);

        var result = new StringBuilder();
        foreach (var type in changes)
        {
            result.Append("  ").Append(type.Key).Append('\n');
            foreach (var (_, text) in type)
            {
                result.Append("    ").Append(text).Append('\n');
            }
        }

        return result.Length > 0 ? result.ToString() : "  The same lines in another order.\n";
    }

    private static List<(string Type, string Member)> Lines(string surface)
    {
        var type = "";
        var lines = new List<(string Type, string Member)>();
        foreach (var line in surface.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            type = line.StartsWith(' ') ? type : line;
            lines.Add((type, line.StartsWith(' ') ? line.Trim() : "(the type)"));
        }

        return lines;
    }
}
