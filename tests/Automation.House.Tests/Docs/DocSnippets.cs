using System.Text.RegularExpressions;

namespace Automation.House.Docs;

/// <summary>
/// Finds the blocks of C# in the README and the pages of <c>docs</c>. A comment on the line before a block says what it is:
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item>none: a whole file, as a user would save it; may have top-level statements.</item>
/// <item><c>&lt;!-- snippet: types --&gt;</c>: types, which all later blocks of the page see.</item>
/// <item><c>&lt;!-- snippet: statements --&gt;</c>: statements that know <c>builder</c>, <c>host</c>, <c>client</c>, <c>project</c>, <c>context</c> and <c>cancellationToken</c>.</item>
/// <item><c>&lt;!-- snippet: rule OrderPlaced --&gt;</c>: statements of <c>Define</c>, with a <c>rule</c> of that input.</item>
/// </list>
/// A comment that is closed only after the block keeps the block out of the reader's sight.
/// </remarks>
internal static partial class DocSnippets
{
    /// <summary>Pages whose blocks another test compiles, since some of them are wrong on purpose.</summary>
    private static readonly string[] Elsewhere = ["compiler-errors.md"];

    private const string Usings = """
        using System.Text.Json;
        using Automation;
        using Automation.Storage;
        using Automation.Testing;
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Diagnostics.HealthChecks;
        using Microsoft.Extensions.Hosting;
        using Microsoft.Extensions.Logging;

        """;

    private const string Surroundings = """
        sealed class Program;

        static partial class Here
        {
            static HostApplicationBuilder builder => null!;
            static IHost host => null!;
            static IAutomationClient client => null!;
            static IScopedAutomation project => null!;
            static StepContext context => null!;
            static CancellationToken cancellationToken => default;
        }
        """;

    public static IReadOnlyList<string> Pages { get; } =
    [
        "README.md",
        .. Directory.EnumerateFiles(Path.Combine(Repository.Folder, "docs"), "*.md").Select(file => Path.GetFileName(file))
            .Except(Elsewhere).Order(StringComparer.Ordinal).Select(name => "docs/" + name),
    ];

    public static IReadOnlyList<DocSnippet> On(string page)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Folder, page)).ReplaceLineEndings("\n");
        return
        [
            .. Block().Matches(text).Select(match => new DocSnippet(
                page,
                text.AsSpan(0, match.Groups["code"].Index).Count('\n') + 1,
                match.Groups["kind"].Value,
                match.Groups["argument"].Value,
                match.Groups["code"].Value)),
        ];
    }

    /// <summary>The files that a compiler needs to judge a block: the block, made whole, and the page's types before it.</summary>
    public static IReadOnlyList<string> SourcesOf(DocSnippet snippet)
    {
        var types = On(snippet.Page).Where(other => other.Kind == "types" && other.Line < snippet.Line).Select(other => Usings + other.Code).ToList();
        return snippet.Kind switch
        {
            "" => [snippet.Code, .. types],
            "types" => [Usings + snippet.Code, .. types],
            "statements" => [Usings + Surroundings + $"static partial class Here {{ static async Task Run() {{ await Task.CompletedTask;\n{snippet.Code}\n}} }}", .. types],
            "rule" => [Usings + $"static class Here {{ static void Define(RuleBuilder<{snippet.Argument}> rule) {{\n{snippet.Code}\n}} }}", .. types],
            _ => throw new InvalidOperationException($"{snippet}: the kind '{snippet.Kind}' is not known; use types, statements or rule."),
        };
    }

    [GeneratedRegex(@"^(?:<!-- snippet: (?<kind>\w+)(?: (?<argument>\S+))?(?: -->)?\n)?```csharp\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
