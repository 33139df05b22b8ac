using System.Text.RegularExpressions;

namespace Automation.House.Docs;

/// <summary>Reads the page about compiler errors: its types, and per section a message, an example that is wrong and one that is right.</summary>
internal static partial class CompilerErrorsPage
{
    private static readonly string[] Parts = File.ReadAllText(Path.Combine(Repository.Folder, "docs", "compiler-errors.md"))
        .ReplaceLineEndings("\n").Split("\n### ");

    /// <summary>The types that the examples use.</summary>
    public static string Types { get; } = Code().Match(Parts[0]).Groups["code"].Value;

    public static IReadOnlyList<CompilerErrorExample> Examples { get; } = [.. Parts.Skip(1).Select(Read)];

    private static CompilerErrorExample Read(string part)
    {
        var code = Code().Matches(part).Select(match => match.Groups["code"].Value).ToList();
        code.Count.ShouldBe(2, $"One example is wrong and one is right in: {part}");
        var message = Message().Match(part);
        message.Success.ShouldBeTrue($"A message stands in: {part}");
        return new CompilerErrorExample(part.Split('\n')[0], message.Groups["id"].Value, message.Groups["text"].Value, code[0], code[1]);
    }

    [GeneratedRegex(@"^```csharp\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex("^> (?<id>CS[0-9]{4}): (?<text>.*)$", RegexOptions.Multiline)]
    private static partial Regex Message();
}
