using System.Text.Json;
using Automation.Json;

namespace Automation.Engine.Tests.Json;

public sealed class ShortTextTests
{
    [Fact]
    public void Quote_LongText_IsCut() => ShortText.Quote(new string('x', 61)).ShouldBe($"'{new string('x', 60)}…'");

    [Fact]
    public void Quote_CharactersThatMoveText_AreShown() => ShortText.Quote("a\nb\u202ec\u2028").ShouldBe("'a\\u000ab\\u202ec\\u2028'");

    [Theory]
    [InlineData("\"mesh\"", "'mesh'")]
    [InlineData("\"a\\nb\"", "'a\\u000ab'")]
    [InlineData("1.50", "1.50")]
    [InlineData("null", "null")]
    [InlineData("{\"a\":[1]}", "{\"a\":[1]}")]
    public void Shown_Value_KeepsItsSpelling(string json, string expected) => JsonShown.Of(JsonElement.Parse(json)).ShouldBe(expected);

    [Fact]
    public void Shown_LongTextOfWideCharacters_IsCutAfterSixty() =>
        JsonShown.Of(JsonElement.Parse($"\"{string.Concat(Enumerable.Repeat("😀", 1000))}\""))
            .ShouldBe($"'{string.Concat(Enumerable.Repeat("😀", 60))}…'");
}
