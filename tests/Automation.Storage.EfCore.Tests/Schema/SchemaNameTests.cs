namespace Automation.Storage.EfCore.Tests.Schema;

public sealed class SchemaNameTests
{
    public static TheoryData<string> Longest => [new string('a', 63)];

    [Theory]
    [InlineData("automation")]
    [InlineData("_a1")]
    [InlineData("user")]
    [MemberData(nameof(Longest))]
    public void Allowed(string schema) => SchemaName.Check(schema, "schema").ShouldBe(schema);

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("1a")]
    [InlineData("Automation")]
    [InlineData("a-b")]
    [InlineData("a\n")]
    [InlineData("ä")]
    [InlineData("pg_mine")]
    [InlineData("information_schema")]
    public void Refused(string? schema) => Should.Throw<ArgumentException>(() => SchemaName.Check(schema!, "schema")).Message.ShouldContain($"'{schema}'");

    [Fact]
    public void Refused_WhenLonger() => Should.Throw<ArgumentException>(() => SchemaName.Check(new string('a', 64), "schema"));
}
