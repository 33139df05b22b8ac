using System.Text.Json;
using Automation.Templates;

namespace Automation.Engine.Tests.Templates;

public sealed class TemplateTests
{
    private static readonly RootValues Asset = Values.Input(
        "{\"id\":\"a-17\",\"n\":1.50,\"big\":9007199254740993,\"yes\":true,\"no\":null,\"tags\":[ \"x\", 1 ],\"o\":{ \"a\": { } },\"odd\":\"é\\n\\\"\\u0041\"}");

    // A template that is one placeholder has the type of the value.
    [Theory]
    [InlineData("{{input.id}}", "\"a-17\"")]
    [InlineData("{{   input.id\n}}", "\"a-17\"")]
    [InlineData("{{ input.n }}", "1.50")]
    [InlineData("{{ input.big }}", "9007199254740993")]
    [InlineData("{{ input.yes }}", "true")]
    [InlineData("{{ input.no }}", "null")]
    [InlineData("{{ input.tags[1] }}", "1")]
    [InlineData("{{ input.tags }}", "[ \"x\", 1 ]")]
    [InlineData("{{ event.id }}", "\"a-17\"")]
    public void RenderValue_OnePlaceholder_KeepsTheType(string template, string expected) =>
        Template.Parse(template).RenderValue(Asset).GetRawText().ShouldBe(expected);

    // Text around it makes a text.
    [Theory]
    [InlineData(" {{ input.id }}", " a-17")]
    [InlineData("n={{ input.n }}", "n=1.50")]
    [InlineData("{{ input.yes }}!", "true!")]
    [InlineData("[{{ input.no }}]", "[]")]
    [InlineData("tags: {{ input.tags }}", "tags: [\"x\",1]")]
    [InlineData("o: {{ input.o }}", "o: {\"a\":{}}")]
    [InlineData("{{ input.id }}{{ input.n }}", "a-171.50")]
    [InlineData("{{ input.odd }}.", "é\n\"A.")]
    [InlineData("größe 😀 {{ input.id }}", "größe 😀 a-17")]
    [InlineData("no placeholder", "no placeholder")]
    [InlineData("", "")]
    public void RenderValue_TextAround_IsText(string template, string expected)
    {
        var value = Template.Parse(template).RenderValue(Asset);

        value.ValueKind.ShouldBe(JsonValueKind.String);
        value.GetString().ShouldBe(expected);
        Template.Parse(template).RenderText(Asset).ShouldBe(expected);
    }

    [Fact]
    public void RenderText_OnePlaceholder_IsItsText() => Template.Parse("{{ input.n }}").RenderText(Asset).ShouldBe("1.50");

    // Braces.
    [Theory]
    [InlineData("{{{{", "{{")]
    [InlineData("{{{{ input.id }}", "{{ input.id }}")]
    [InlineData("a {{{{ b }} {{ input.id }} c }}", "a {{ b }} a-17 c }}")]
    [InlineData("{{{{{{ input.id }}", "{{a-17")]
    [InlineData("{{{{{{{{", "{{{{")]
    [InlineData("{{{{{", "{{{")]
    [InlineData("{ {input.id} }", "{ {input.id} }")]
    [InlineData("}} {{ input.id }}", "}} a-17")]
    [InlineData("{\"a\":{{ input.n }}}", "{\"a\":1.50}")]
    public void RenderText_Braces(string template, string expected)
    {
        Template.Parse(template).RenderText(Asset).ShouldBe(expected);
        Template.Parse(Template.Parse(template).ToString()).RenderText(Asset).ShouldBe(expected);
    }

    // What a value says is never read as a template.
    [Theory]
    [InlineData("{{ input.evil }}")]
    [InlineData("say: {{ input.evil }}")]
    [InlineData("{{ input.evil | concat: input.evil }}")]
    public void RenderText_ValueWithBraces_StaysAsItIs(string template)
    {
        var text = Template.Parse(template).RenderText(Values.Input("{\"evil\":\"{{ input.secret }}\",\"secret\":\"canary\"}"));

        text.ShouldContain("{{ input.secret }}");
        text.ShouldNotContain("canary");
    }

    // What cannot be read.
    [Theory]
    [InlineData("{{", "template-syntax")]
    [InlineData("{{ input.a", "template-syntax")]
    [InlineData("{{ input.a }", "template-syntax")]
    [InlineData("{{ input.a } }", "template-syntax")]
    [InlineData("{{ }}", "template-syntax")]
    [InlineData("{{{ input.a }}}", "template-syntax")]
    [InlineData("{{ input.a input.b }}", "template-syntax")]
    [InlineData("{{ input.a | }}", "template-syntax")]
    [InlineData("{{ input.a | upper | }}", "template-syntax")]
    [InlineData("{{ input.a | default: }}", "template-syntax")]
    [InlineData("{{ input.a | default: 'x }}", "template-syntax")]
    [InlineData("{{ input.a | default: 1, }}", "template-syntax")]
    [InlineData("{{ input.a | truncate: 1e999 }}", "template-syntax")]
    [InlineData("{{ input.a | truncate: 0x10 }}", "template-syntax")]
    [InlineData("{{ 'text' }}", "template-syntax")]
    [InlineData("{{ input.a + 1 }}", "template-syntax")]
    [InlineData("{{ input.a() }}", "template-syntax")]
    [InlineData("{{../other}}", "template-syntax")]
    [InlineData("{{#each input.a}}", "template-syntax")]
    [InlineData("{{> partial}}", "template-syntax")]
    [InlineData("{{constructor}}", "unknown-root")]
    [InlineData("{{GetType}}", "unknown-root")]
    [InlineData("{{__proto__}}", "unknown-root")]
    [InlineData("{{env.PATH}}", "unknown-root")]
    [InlineData("{{ input.a | default: env.PATH }}", "unknown-root")]
    [InlineData("{{ input.a | shell }}", "unknown-filter")]
    [InlineData("{{ input.a | Upper }}", "unknown-filter")]
    [InlineData("{{ input.a | upper: 1 }}", "filter-argument")]
    [InlineData("{{ input.a | default }}", "filter-argument")]
    [InlineData("{{ input.a | default: 1, 2 }}", "filter-argument")]
    [InlineData("{{ input.a | truncate: 'x' }}", "filter-argument")]
    [InlineData("{{ input.a | truncate: -1 }}", "filter-argument")]
    [InlineData("{{ input.a | truncate: 1.5 }}", "filter-argument")]
    [InlineData("{{ input.a | truncate: 2000000000 }}", "filter-argument")]
    [InlineData("{{ input.a | join: 1 }}", "filter-argument")]
    [InlineData("{{ input.a | date: '' }}", "filter-argument")]
    [InlineData("{{ input.a | date: '%' }}", "filter-argument")]
    [InlineData("{{ input.a | date: 'HH', 'Mars/X' }}", "filter-argument")]
    [InlineData("{{ input.a | date: 'HH', '../../etc/passwd' }}", "filter-argument")]
    [InlineData("{{ input.a | date: 'HH', 'Europe' }}", "filter-argument")]
    public void Parse_Fault_HasItsCode(string template, string code)
    {
        var fault = Should.Throw<TemplateException>(() => Template.Parse(template));

        fault.Code.ShouldBe(code);
        fault.Message.ShouldEndWith(".");
    }

    [Theory]
    [InlineData("text {{ input.a", "The placeholder that opens at column 6 is not closed. Close it with '}}', or write '{{{{' for two braces.")]
    [InlineData("{{ input.a b }}", "'|' or '}}' is expected at column 12, not 'b', in the placeholder that opens at column 1.")]
    [InlineData(
        "{{ input.a | shout }}",
        "No filter is called 'shout' (column 14). Known filters: concat, date, default, first, join, json, last, lower, round, size, trim, "
        + "truncate, upper, url.")]
    [InlineData("{{ input.a | upper: 1 }}", "The filter 'upper' (column 14) takes 0 arguments, and 1 are given.")]
    [InlineData(
        "{{ input.a | truncate: 'x' }}",
        "The filter 'truncate' (column 14) needs a whole number from 0 to 100000 as argument 1, not 'x'.")]
    public void Parse_Fault_SaysWhereAndWhatIsAllowed(string template, string message) =>
        Should.Throw<TemplateException>(() => Template.Parse(template)).Message.ShouldBe(message);

    // Caps on what is written.
    [Fact]
    public void Parse_TooManyPlaceholders_StopsAtTheFirstTooMany()
    {
        Template.Parse(string.Concat(Enumerable.Repeat("{{input.a}}", 200))).PlaceholderCount.ShouldBe(200);

        var fault = Should.Throw<TemplateException>(() => Template.Parse(string.Concat(Enumerable.Repeat("{{input.a}}", 100_000))));
        fault.Code.ShouldBe("too-many-placeholders");
        fault.Message.ShouldContain("column 2201");
    }

    [Fact]
    public void Parse_TooManyFilters_IsAFault() =>
        Should.Throw<TemplateException>(() => Template.Parse($"{{{{ input.a {string.Concat(Enumerable.Repeat("| trim ", 17))} }}}}"))
            .Message.ShouldContain("at most 16");

    // Missing values.
    [Theory]
    [InlineData("{{ input.x }}")]
    [InlineData("a {{ input.x }}")]
    [InlineData("{{ input.x | upper }}")]
    [InlineData("{{ input.x | default: input.y }}")]
    [InlineData("{{ input.x | json }}")]
    public void RenderValue_MissingValue_IsAFaultThatNamesThePath(string template)
    {
        var fault = Should.Throw<TemplateException>(() => Template.Parse(template).RenderValue(Asset));

        fault.Code.ShouldBe("missing-value");
        fault.Message.ShouldContain("has no value at 'input.x'. Use the filter 'default'");
    }

    [Fact]
    public void RenderValue_MissingArgument_NamesTheArgument() =>
        Should.Throw<TemplateException>(() => Template.Parse("{{ input.id | concat: input.y }}").RenderValue(Asset))
            .Message.ShouldContain("at 'input.y'");

    // What is known without rendering.
    [Fact]
    public void Paths_AreAllThatIsRead() =>
        Template.Parse("{{ event.a }} {{ input.b | default: actions.s.output | truncate: parameters.n }}").Paths.Select(path => path.ToString())
            .ShouldBe(["input.a", "input.b", "steps.s.output", "parameters.n"]);

    [Fact]
    public void Parse_Rewrite_ChangesEveryPath()
    {
        var template = Template.Parse(
            "{{ previous.output.id | default: previous.output.name }}",
            path => path.Root == ValueRoot.Previous ? path.BelowStep("pack") : path);

        template.ToString().ShouldBe("{{ steps.pack.output.id | default: steps.pack.output.name }}");
        template.Paths.ShouldAllBe(path => path.Root == ValueRoot.Steps);
    }

    [Theory]
    [InlineData("{{input.a|default:'it\\'s',}}", null)]
    [InlineData("a {{event.tags.0|default:\"x\\ny\"|truncate:3,'.'}} }}", "a {{ input.tags[0] | default: 'x\\ny' | truncate: 3, '.' }} }}")]
    [InlineData("{{{{ {{actions.a.output|concat:1.50,true,null,-1e3}}", "{{{{ {{ steps.a.output | concat: 1.50, true, null, -1e3 }}")]
    [InlineData("{{ input.a | default: input['null'] }}", "{{ input.a | default: input.null }}")]
    public void ToString_IsOneSpelling(string template, string? expected)
    {
        if (expected is null)
        {
            Should.Throw<TemplateException>(() => Template.Parse(template));
            return;
        }

        Template.Parse(template).ToString().ShouldBe(expected);
        Template.Parse(expected).ToString().ShouldBe(expected);
        Template.Parse(template).Source.ShouldBe(template);
    }

    [Fact]
    public void Kinds_AreKnown()
    {
        Template.Parse("x").IsConstant.ShouldBeTrue();
        Template.Parse("{{{{").IsConstant.ShouldBeTrue();
        Template.Parse("{{ input.a }}").IsWhole.ShouldBeTrue();
        Template.Parse(" {{ input.a }}").IsWhole.ShouldBeFalse();
        Template.Parse("{{ input.a }}{{ input.a }}").IsWhole.ShouldBeFalse();
    }
}
