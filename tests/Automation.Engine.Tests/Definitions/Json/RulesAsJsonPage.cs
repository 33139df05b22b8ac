using System.Text.RegularExpressions;

namespace Automation.Definitions.Json;

/// <summary>The page of the documentation about rules in JSON, taken apart.</summary>
internal static partial class RulesAsJsonPage
{
    private static readonly string Text = RuleFiles.Read("rules-as-json.md");

    /// <summary>Every example: what the comment before it says it is, the JSON, and the text block behind it, if there is one.</summary>
    public static IReadOnlyList<(string Kind, string Json, string Said)> Examples { get; } =
        [.. Example().Matches(Text).Select(match => (match.Groups["kind"].Value, match.Groups["json"].Value, match.Groups["said"].Value.TrimEnd('\n')))];

    /// <summary>How many blocks of JSON there are.</summary>
    public static int JsonBlocks => Regex.Count(Text, "^```json$", RegexOptions.Multiline);

    /// <summary>The rows of the table whose first column is headed so, without the marks of code.</summary>
    public static IReadOnlyList<string[]> Table(string firstColumn) =>
    [
        .. Text.Split('\n')
            .SkipWhile(line => !line.StartsWith($"| {firstColumn} |", StringComparison.Ordinal))
            .Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => Cell().Split(line.Trim('|')).Select(cell => cell.Trim().Replace("\\|", "|", StringComparison.Ordinal)).ToArray()),
    ];

    /// <summary>The pieces of code in a cell.</summary>
    public static IEnumerable<string> Code(string cell) => Regex.Matches(cell, "`([^`]+)`").Select(match => match.Groups[1].Value);

    [GeneratedRegex("^<!-- (?<kind>[^\n]+) -->\n```json\n(?<json>.*?)^```\n(\n```text\n(?<said>.*?)^```)?", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex(@"(?<!\\)\|")]
    private static partial Regex Cell();
}
