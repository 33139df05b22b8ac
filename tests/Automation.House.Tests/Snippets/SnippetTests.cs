namespace Automation.House.Snippets;

public sealed class SnippetTests
{
    [Fact]
    public void Errors_OfSoundCode_AreNone() => Snippet.Errors("""
        List<string> names = ["a", "b"];
        Console.WriteLine(names.Pairs);

        static class NameExtensions
        {
            extension(List<string> names)
            {
                public int Pairs => names.Count / 2;
            }
        }
        """, TestContext.Current.CancellationToken).ShouldBeEmpty();

    [Fact]
    public void Errors_OfWrongCode_SayWhereAndWhat() =>
        Snippet.Errors("int number = \"text\";", TestContext.Current.CancellationToken).ShouldHaveSingleItem().ShouldStartWith("CS0029 (1,14): ");
}
