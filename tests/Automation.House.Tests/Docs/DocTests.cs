using System.Text.RegularExpressions;
using Automation.House.Snippets;
using Automation.Storage;

namespace Automation.House.Docs;

/// <summary>What the documentation shows compiles, and where it points there is something.</summary>
public sealed partial class DocTests
{
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

    [GeneratedRegex(@"`(?<class>\w+Tests)\.(?<method>\w+)`")]
    private static partial Regex Test();

    [GeneratedRegex(@"`(?<name>\w+)`")]
    private static partial Regex Name();

    // Relative targets, without the place in the page.
    [GeneratedRegex(@"\]\((?!https?:|#)(?<target>[^)#]+)(?:#[^)]*)?\)")]
    private static partial Regex Link();
}
