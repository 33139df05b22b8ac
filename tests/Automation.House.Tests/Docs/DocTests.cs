using System.Text.RegularExpressions;
using Automation.House.Snippets;
using Automation.Storage;

namespace Automation.House.Docs;

/// <summary>What the documentation shows compiles, and where it points there is something.</summary>
public sealed partial class DocTests
{
    /// <summary>T22 is half an hour of mixed load.</summary>
    private static readonly int[] NotBuilt = [22];

    public static TheoryData<string> Pages => new(DocSnippets.Pages);

    [Theory]
    [MemberData(nameof(Pages))]
    public void Snippets_Compile(string page)
    {
        var faults = DocSnippets.On(page)
            .SelectMany(snippet => Snippet.Errors(DocSnippets.SourcesOf(snippet), TestContext.Current.CancellationToken).Select(error => $"{snippet}: {error}"));
        faults.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_LeadToFiles(string page)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Repository.Folder, page))!;
        var broken = Link().Matches(File.ReadAllText(Path.Combine(Repository.Folder, page))).Select(match => match.Groups["target"].Value)
            .Where(target => !Path.Exists(Path.Combine(folder, target)));
        broken.ShouldBeEmpty();
    }

    [Fact]
    public void Guarantees_NameTestsThatExist()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Repository.Folder, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .ToLookup(file => Path.GetFileNameWithoutExtension(file), File.ReadAllText);
        var named = Test().Matches(File.ReadAllText(Path.Combine(Repository.Folder, "docs", "guarantees.md"))).ToList();

        named.Count.ShouldBeGreaterThan(30);
        named.Where(match => !sources[match.Groups["class"].Value].Any(source => source.Contains($" {match.Groups["method"].Value}(", StringComparison.Ordinal)))
            .Select(match => match.Value).ShouldBeEmpty();
    }

    // Faults, seen red: a row without its test; a test in another file than the one that its row links; a command that chooses another test, or one without a long form.
    [Fact]
    public void Guarantees_HaveARowForEachProof()
    {
        var rows = File.ReadLines(Path.Combine(Repository.Folder, "docs", "guarantees.md")).Select(line => Proof().Match(line)).Where(match => match.Success).ToList();

        rows.Select(row => int.Parse(row.Groups["number"].Value)).Distinct().ShouldBe(Enumerable.Range(1, 25).Except(NotBuilt));
        foreach (var row in rows)
        {
            var tests = TestAndFile().Matches(row.Groups["tests"].Value).Select(match => (Class: match.Groups["class"].Value, Method: match.Groups["method"].Value, File: match.Groups["file"].Value)).ToList();
            tests.ShouldNotBeEmpty(row.Value);
            foreach (var (name, method, file) in tests)
            {
                var source = File.ReadAllText(Path.Combine(Repository.Folder, "docs", file));
                source.ShouldContain($"class {name}", customMessage: file);
                source.ShouldContain($" {method}(", customMessage: file);
            }

            if (row.Groups["long"].Value.Length > 0)
            {
                var command = LongForm().Match(row.Groups["long"].Value);
                command.Success.ShouldBeTrue(row.Groups["long"].Value);
                tests.ShouldAllBe(test => test.File.StartsWith($"../{command.Groups["project"].Value}/", StringComparison.Ordinal));
                tests.ShouldAllBe(test => $"{test.Class}.{test.Method}".StartsWith(command.Groups["filter"].Value, StringComparison.Ordinal));
                tests.ShouldAllBe(test => HasLongForm(Path.Combine(Repository.Folder, "docs", test.File)));
            }
        }
    }

    [Fact]
    public void Concepts_ShowEveryState()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Folder, "docs", "concepts.md"));
        var diagrams = page.Split("```").Where(block => block.StartsWith("mermaid", StringComparison.Ordinal)).ToList();

        diagrams.Count.ShouldBe(2);
        Enum.GetNames<RunStatus>().Where(name => !diagrams[0].Contains(name, StringComparison.Ordinal)).ShouldBeEmpty();
        Enum.GetNames<StepStatus>().Where(name => !diagrams[1].Contains(name, StringComparison.Ordinal)).ShouldBeEmpty();
        Enum.GetNames<LiveState>().Concat(Enum.GetNames<VerdictReason>()).Where(name => !page.Contains($"`{name}`", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    // The first column of a table names the class in its head, and in each row the properties that the row is about.
    [Theory]
    [InlineData("hosting.md", typeof(AutomationOptions))]
    [InlineData("hosting.md", typeof(RetentionOptions), "AutomationOptions.Retention")]
    [InlineData("guards.md", typeof(GuardOptions))]
    public void Options_StandInTheirTable(string page, Type options, string? head = null)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Folder, "docs", page)).ReplaceLineEndings("\n");
        var rows = text.Split($"\n| `{head ?? options.Name}` |")[1].Split("\n\n")[0].Split('\n').Skip(2);
        var named = rows.SelectMany(row => Name().Matches(row.Split('|')[1]).Select(match => match.Groups["name"].Value));

        named.Order(StringComparer.Ordinal).ShouldBe(options.GetProperties().Select(property => property.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Readme_HasSnippets() => DocSnippets.On("README.md").ShouldNotBeEmpty();

    [Fact]
    public void SourcesOf_WrongSnippet_DoesNotCompile() =>
        Snippet.Errors(DocSnippets.SourcesOf(new DocSnippet("README.md", 1, "rule", "string", "rule.Nonsense();")), TestContext.Current.CancellationToken).ShouldNotBeEmpty();

    /// <summary>Whether a test asks for its long form, or the class beside it from which it is derived.</summary>
    private static bool HasLongForm(string file)
    {
        var source = File.ReadAllText(file);
        return Long().IsMatch(source)
            || (Parent().Match(source) is { Success: true } parent && Path.Combine(Path.GetDirectoryName(file)!, parent.Groups["class"].Value + ".cs") is var other && File.Exists(other) && HasLongForm(other));
    }

    [GeneratedRegex(@"`(?<class>\w+Tests)\.(?<method>\w+)`")]
    private static partial Regex Test();

    [GeneratedRegex(@"^\| T(?<number>\d+) \|[^|]+\|(?<tests>[^|]+)\|[^|]+\| ?(?<long>[^|]*?) ?\|$")]
    private static partial Regex Proof();

    [GeneratedRegex(@"\[`(?<class>\w+Tests)\.(?<method>\w+)`\]\((?<file>[^)]+)\)")]
    private static partial Regex TestAndFile();

    [GeneratedRegex(@": `AUTOMATION_LONG=1 dotnet test (?<project>tests/\S+) -c Release --filter FullyQualifiedName~(?<filter>[\w.]+)`$")]
    private static partial Regex LongForm();

    [GeneratedRegex(@"\bLong\b|AUTOMATION_LONG")]
    private static partial Regex Long();

    [GeneratedRegex(@"class \w+Tests(\([^)]*\))? : (?<class>\w+)")]
    private static partial Regex Parent();

    [GeneratedRegex(@"`(?<name>\w+)`")]
    private static partial Regex Name();

    // Relative targets, without the place in the page.
    [GeneratedRegex(@"\]\((?!https?:|#)(?<target>[^)#]+)(?:#[^)]*)?\)")]
    private static partial Regex Link();
}
