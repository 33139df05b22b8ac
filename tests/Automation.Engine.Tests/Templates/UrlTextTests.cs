using System.Text.Json;
using Automation.Templates;

namespace Automation.Engine.Tests.Templates;

public sealed class UrlTextTests
{
    // A value is one segment, or one value of the query.
    [Theory]
    [InlineData("https://h.example/a/{{ input.x }}/b", "a b", "https://h.example/a/a%20b/b")]
    [InlineData("https://h.example/{{ input.x }}", "/?#@:%\\", "https://h.example/%2F%3F%23%40%3A%25%5C")]
    [InlineData("https://h.example/{{ input.x }}", "../../admin", "https://h.example/..%2F..%2Fadmin")]
    [InlineData("https://h.example/{{ input.x }}", "@evil.example", "https://h.example/%40evil.example")]
    [InlineData("https://h.example/{{ input.x }}", "\r\nHost: evil", "https://h.example/%0D%0AHost%3A%20evil")]
    [InlineData("https://h.example?q={{ input.x }}", "1&admin=true#", "https://h.example?q=1%26admin%3Dtrue%23")]
    [InlineData("https://h.example/a?q={{ input.x }}", "..", "https://h.example/a?q=..")]
    [InlineData("https://h.example/a?q={{ input.x }}&r=1", "", "https://h.example/a?q=&r=1")]
    [InlineData("https://h.example:8443/v{{ input.x }}.json", ".", "https://h.example:8443/v..json")]
    [InlineData("https://h.example/a{{ input.x }}/b", "", "https://h.example/a/b")]
    [InlineData("https://h.example/{{ input.x }}.json", "", "https://h.example/.json")]
    [InlineData("/api/{{ input.x }}", "/evil.example", "/api/%2Fevil.example")]
    [InlineData("/{{ input.x }}", "/evil.example", "/%2Fevil.example")]
    [InlineData("https://h.example/{{ input.x | url }}", "a b/c", "https://h.example/a%20b%2Fc")]
    [InlineData("https://h.example/{{ input.x | url | upper }}", "a/b", "https://h.example/A%252FB")]
    [InlineData("https://h.example/{{ input.x }}", "größe😀", "https://h.example/gr%C3%B6%C3%9Fe%F0%9F%98%80")]
    public void RenderUrl_Value_IsEncoded(string template, string value, string expected)
    {
        var url = Template.Parse(template).RenderUrl(Of(value));

        url.ShouldBe(expected);
        if (url.StartsWith("https", StringComparison.Ordinal))
        {
            new Uri(url).Host.ShouldBe("h.example");
            new Uri(url).Scheme.ShouldBe("https");
        }
    }

    [Fact]
    public void RenderUrl_WithoutPlaceholder_IsTheText() => Template.Parse("https://h.example/a/../b").RenderUrl(Values.None).ShouldBe("https://h.example/a/../b");

    // Segments that address something else.
    [Theory]
    [InlineData("https://h.example/a/{{ input.x }}", "")]
    [InlineData("https://h.example/a/{{ input.x }}/b", "")]
    [InlineData("https://h.example/a/{{ input.x }}?q=1", "")]
    [InlineData("https://h.example/a/{{ input.x }}{{ input.x }}", "")]
    [InlineData("https://h.example/a/{{ input.x }}", ".")]
    [InlineData("https://h.example/a/{{ input.x }}/b", "..")]
    [InlineData("https://h.example/a/{{ input.x }}{{ input.x }}/b", ".")]
    [InlineData("https://h.example/a/{{ input.x }}./b", ".")]
    [InlineData("https://h.example/a/.{{ input.x }}?q", ".")]
    [InlineData("https://h.example/a/{{ input.x | url }}", "..")]
    public void RenderUrl_SegmentThatMoves_IsRefused(string template, string value) =>
        Should.Throw<TemplateException>(() => Template.Parse(template).RenderUrl(Of(value))).Code.ShouldBe("unsafe-url");

    // Where a value would choose the destination.
    [Theory]
    [InlineData("{{ input.x }}")]
    [InlineData("{{ input.x }}/a")]
    [InlineData("{{ input.x }}://h.example/")]
    [InlineData("https://{{ input.x }}/a")]
    [InlineData("https://{{ input.x }}.h.example/a")]
    [InlineData("https://h.example{{ input.x }}/a")]
    [InlineData("https://h.example:{{ input.x }}/a")]
    [InlineData("https://user:{{ input.x }}@h.example/")]
    [InlineData("https:///{{ input.x }}")]
    [InlineData("//{{ input.x }}/a")]
    [InlineData("//h.example/{{ input.x }}")]
    [InlineData("/\\h.example/{{ input.x }}")]
    [InlineData("https:\\\\h.example/{{ input.x }}")]
    [InlineData(" https://h.example/{{ input.x }}")]
    [InlineData("h.example/{{ input.x }}")]
    [InlineData("?q=://h/{{ input.x }}")]
    public void RenderUrl_ValueThatWouldChooseTheDestination_IsRefused(string template)
    {
        UrlText.FindFault(Template.Parse(template))!.Code.ShouldBe("unsafe-url");
        Should.Throw<TemplateException>(() => Template.Parse(template).RenderUrl(Of("evil.example"))).Code.ShouldBe("unsafe-url");
    }

    [Fact]
    public void RenderUrl_Cap_Holds() =>
        Should.Throw<TemplateException>(() => Template.Parse("/{{ input.x }}").RenderUrl(Of(new string('/', 100)), 300)).Code.ShouldBe("template-too-large");

    private static RootValues Of(string value) => Values.Input($"{{\"x\":{JsonSerializer.Serialize(value)}}}");
}
