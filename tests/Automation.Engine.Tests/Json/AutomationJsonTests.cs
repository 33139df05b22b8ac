using System.Text.Json;
using Automation.Json;

namespace Automation.Engine.Tests.Json;

public sealed class AutomationJsonTests
{
    [Fact]
    public void Default_WritesCamelCase_AndWordsForEnums() =>
        JsonSerializer.Serialize(new Sample(1, DayOfWeek.Monday, null), AutomationJson.Default).ShouldBe("""{"someNumber":1,"day":"monday","text":null}""");

    [Fact]
    public void Default_IsReadOnly() => AutomationJson.Default.IsReadOnly.ShouldBeTrue();

    [Theory]
    [InlineData("""{"someNumber":1,"day":"monday","text":"x"}""")]
    [InlineData("""{"someNumber":1,"day":"monday","more":true}""")]
    [InlineData("""{"someNumber":1,"day":"Monday"}""")]
    public void Default_Reads(string json) => JsonSerializer.Deserialize<Sample>(json, AutomationJson.Default)!.Day.ShouldBe(DayOfWeek.Monday);

    [Theory]
    [InlineData("""{"someNumber":"1"}""")]
    [InlineData("""{"day":1}""")]
    [InlineData("""{"someNumber":1,"someNumber":2}""")]
    [InlineData("""{"someNumber":1,}""")]
    [InlineData("""{"someNumber":1/* one */}""")]
    public void Default_Refuses(string json) => Should.Throw<JsonException>(() => JsonSerializer.Deserialize<Sample>(json, AutomationJson.Default));

    [Fact]
    public void Default_RefusesDepthBeyond64() =>
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<JsonElement>(new string('[', 65) + new string(']', 65), AutomationJson.Default));

    private sealed record Sample(int SomeNumber, DayOfWeek Day, string? Text);
}
