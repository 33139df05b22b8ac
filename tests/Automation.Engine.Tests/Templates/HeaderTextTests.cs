using System.Text.Json;
using Automation.Templates;

namespace Automation.Engine.Tests.Templates;

public sealed class HeaderTextTests
{
    [Theory]
    [InlineData("Bearer {{ input.x }}", "abc.DEF-1 ~\t!", "Bearer abc.DEF-1 ~\t!")]
    [InlineData("{{ input.x }}", "", "")]
    public void RenderHeader_VisibleAscii_IsKept(string template, string value, string expected) =>
        Template.Parse(template).RenderHeader(Of(value)).ShouldBe(expected);

    [Theory]
    [InlineData("a\r\nInjected: 1")]
    [InlineData("a\nb")]
    [InlineData("a\rb")]
    [InlineData("a\0b")]
    [InlineData("a\u007fb")]
    [InlineData("a\u001bb")]
    [InlineData("é")]
    [InlineData("\u2028")]
    public void RenderHeader_OtherCharacters_AreRefused(string value)
    {
        var fault = Should.Throw<TemplateException>(() => Template.Parse("x{{ input.x }}").RenderHeader(Of(value)));

        fault.Code.ShouldBe("unsafe-header");
        fault.Message.ShouldNotContain("Injected");
    }

    [Fact]
    public void FindFault_WrittenText_IsJudgedWithoutValues()
    {
        HeaderText.FindFault(Template.Parse("a {{ input.x }} b")).ShouldBeNull();
        HeaderText.FindFault(Template.Parse("a {{ input.x }} b\n"))!.Message.ShouldContain("U+000A at place 3");
    }

    private static RootValues Of(string value) => Values.Input($"{{\"x\":{JsonSerializer.Serialize(value)}}}");
}
