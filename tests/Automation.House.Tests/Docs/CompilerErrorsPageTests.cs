using Automation.House.Snippets;

namespace Automation.House.Docs;

/// <summary>The page about compiler errors says what the compiler says, and its way out compiles.</summary>
public sealed class CompilerErrorsPageTests
{
    public static TheoryData<string> Titles => new(CompilerErrorsPage.Examples.Select(example => example.Title));

    [Theory]
    [MemberData(nameof(Titles))]
    public void Wrong_HasTheError_AndRightHasNone(string title)
    {
        var example = CompilerErrorsPage.Examples.Single(one => one.Title == title);

        var errors = Errors(example.Wrong);
        errors.ShouldNotBeEmpty();
        errors.ShouldContain(error => example.IsAbout(error), $"The page says: {example.Id}: {example.Text}\nThe compiler says: {string.Join("\n", errors)}");
        Errors(example.Right).ShouldBeEmpty();
    }

    // What the compiler can see at all is a promise: a row that vanishes from the page is noticed here.
    [Fact]
    public void Page_HasEveryKindOfError() => CompilerErrorsPage.Examples.Select(example => example.Id).Distinct().Order(StringComparer.Ordinal)
        .ShouldBe(["CS0029", "CS0103", "CS0311", "CS0411", "CS0452", "CS0619", "CS0841", "CS1061", "CS8031"]);

    private static IReadOnlyList<string> Errors(string statements) => Snippet.Errors(
        $$"""
        using System.Text.Json;
        using Automation;
        using Microsoft.Extensions.DependencyInjection;

        {{CompilerErrorsPage.Types}}

        public sealed class Example : IRule<Order>
        {
            public void Define(RuleBuilder<Order> rule)
            {
                {{statements}}
            }
        }

        public static class Program
        {
            public static void Main()
            {
            }
        }
        """, TestContext.Current.CancellationToken);
}
