using System.Text.Json;
using Automation.Templates;

namespace Automation.Engine.Tests.Templates;

public sealed class ValuePathTests
{
    // Spelling.
    [Theory]
    [InlineData("input", "input")]
    [InlineData("  input.kind  ", "input.kind")]
    [InlineData("steps.cut-out.output.sprites", "steps.cut-out.output.sprites")]
    [InlineData("items.files.name", "items.files.name")]
    [InlineData("input.tags[0]", "input.tags[0]")]
    [InlineData("input.tags.0", "input.tags[0]")]
    [InlineData("input.tags[ 12 ].x", "input.tags[12].x")]
    [InlineData("input.007", "input.007")]
    [InlineData("input.größe.$id.@type._x", "input.größe.$id.@type._x")]
    [InlineData("input['odd name']", "input['odd name']")]
    [InlineData("input[\"a.b\"].c", "input['a.b'].c")]
    [InlineData("input['it\\'s \\\\ \\n']", "input['it\\'s \\\\ \\n']")]
    [InlineData("input['plain']", "input.plain")]
    [InlineData("input['']", "input['']")]
    // The other names of roots.
    [InlineData("event.kind", "input.kind")]
    [InlineData("actions.a.output", "steps.a.output")]
    [InlineData("previous.output.id", "previous.output.id")]
    public void Parse_Path_HasOneSpelling(string text, string expected)
    {
        var path = ValuePath.Parse(text);

        path.ToString().ShouldBe(expected);
        ValuePath.Parse(expected).ShouldBe(path);
    }

    [Theory]
    [InlineData("input.a", "input.b")]
    [InlineData("input.a", "input.A")]
    [InlineData("input.a", "input.a.b")]
    [InlineData("input.a", "trigger.a")]
    [InlineData("input.ab", "input.a\u200db")]
    public void Equals_OtherPath_IsFalse(string left, string right) =>
        new ValuePath(ValuePath.Parse(left).Root, ValuePath.Parse(left).Segments).Equals(Quoted(right)).ShouldBeFalse();

    // What is no path.
    [Theory]
    [InlineData("", "template-syntax")]
    [InlineData(".", "template-syntax")]
    [InlineData("../other", "template-syntax")]
    [InlineData("input.", "template-syntax")]
    [InlineData("input..a", "template-syntax")]
    [InlineData("input.a b", "template-syntax")]
    [InlineData("input[", "template-syntax")]
    [InlineData("input[a]", "template-syntax")]
    [InlineData("input[-1]", "template-syntax")]
    [InlineData("input[01]", "template-syntax")]
    [InlineData("input[99999999999]", "template-syntax")]
    [InlineData("input['a'", "template-syntax")]
    [InlineData("input['a]", "template-syntax")]
    [InlineData("input['\\x']", "template-syntax")]
    [InlineData("input.a()", "template-syntax")]
    [InlineData("input/a", "template-syntax")]
    [InlineData("{{ input.a }}", "template-syntax")]
    [InlineData("constructor", "unknown-root")]
    [InlineData("GetType", "unknown-root")]
    [InlineData("__proto__", "unknown-root")]
    [InlineData("env.PATH", "unknown-root")]
    [InlineData("secret", "unknown-root")]
    [InlineData("Input.a", "unknown-root")]
    [InlineData("this", "unknown-root")]
    public void TryParse_NoPath_IsAFault(string text, string code)
    {
        ValuePath.TryParse(text, out var path, out var fault).ShouldBeFalse();

        path.ShouldBeNull();
        fault.Code.ShouldBe(code);
        fault.Message.ShouldEndWith(".");
    }

    [Fact]
    public void Parse_UnknownRoot_NamesTheRoots() => Should.Throw<TemplateException>(() => ValuePath.Parse("env.PATH")).Message
        .ShouldBe("No value is called 'env' (column 1). A path begins with one of: input, parameters, scope, trigger, steps, items, failure.");

    [Fact]
    public void Parse_EndlessPath_IsRefused() =>
        Should.Throw<TemplateException>(() => ValuePath.Parse("input" + string.Concat(Enumerable.Repeat(".abc", 200)))).Code.ShouldBe("template-syntax");

    // Values.
    [Theory]
    [InlineData("input", "{\"a\":{\"b\":[10,{\"c\":null}],\"7\":\"seven\",\"odd name\":1,\"A\":2},\"n\":1.50}")]
    [InlineData("input.n", "1.50")]
    [InlineData("input.a.b[0]", "10")]
    [InlineData("input.a.b.0", "10")]
    [InlineData("input.a.b[1].c", "null")]
    [InlineData("input.a.7", "\"seven\"")]
    [InlineData("input.a[7]", "\"seven\"")]
    [InlineData("input.a['odd name']", "1")]
    [InlineData("input.a.A", "2")]
    public void TryResolve_Value_IsThatOfTheData(string path, string expected)
    {
        var values = Values.Input("{\"a\":{\"b\":[10,{\"c\":null}],\"7\":\"seven\",\"odd name\":1,\"A\":2},\"n\":1.50}");

        ValuePath.Parse(path).TryResolve(values, out var value).ShouldBeTrue();
        value.GetRawText().ShouldBe(expected);
    }

    [Theory]
    [InlineData("input.x")]
    [InlineData("input.A")]
    [InlineData("input.a.length")]
    [InlineData("input.a.Count")]
    [InlineData("input.a.constructor")]
    [InlineData("input.a.__proto__")]
    [InlineData("input.a.b[2]")]
    [InlineData("input.a.b.x")]
    [InlineData("input.a.b.00")]
    [InlineData("input.text.length")]
    [InlineData("input.text[0]")]
    [InlineData("input.nothing.x")]
    [InlineData("steps.a.output")]
    [InlineData("previous.output")]
    public void TryResolve_WhatTheDataHasNot_IsMissing(string path) =>
        ValuePath.Parse(path)
            .TryResolve(Values.Input("{\"a\":{\"b\":[1,2]},\"text\":\"abc\",\"nothing\":null}"), out _)
            .ShouldBeFalse();

    [Fact]
    public void TryResolve_NameWithEscapes_IsFound()
    {
        ValuePath.Parse("input.größe").TryResolve(Values.Input("{\"gr\\u00f6\\u00dfe\":1}"), out var value).ShouldBeTrue();
        value.GetInt32().ShouldBe(1);
    }

    [Fact]
    public void TryResolve_SourceThatUsedSomeNames_WalksOnFromThere()
    {
        ValuePath.Parse("steps.cut-out.output.id").TryResolve(new OneStep(), out var value).ShouldBeTrue();

        value.GetString().ShouldBe("a-17");
        ValuePath.Parse("steps.other.output.id").TryResolve(new OneStep(), out _).ShouldBeFalse();
    }

    [Fact]
    public void BelowStep_Previous_IsAPathOfThatStep() =>
        ValuePath.Parse("previous.output.id").BelowStep("cut-out").ShouldBe(ValuePath.Parse("steps.cut-out.output.id"));

    private static ValuePath Quoted(string dotted)
    {
        var names = dotted.Split('.');
        var root = names[0] == "input" ? ValueRoot.Input : ValueRoot.Trigger;
        return new ValuePath(root, [.. names.Skip(1).Select(name => new PathSegment(name))]);
    }

    private sealed class OneStep : IValueSource
    {
        public bool TryGetDocument(ValuePath path, out JsonElement value, out int used)
        {
            (value, used) = (JsonElement.Parse("{\"id\":\"a-17\"}"), 2);
            return path.Root == ValueRoot.Steps && path.Segments is [{ Name: "cut-out" }, { Name: "output" }, ..];
        }
    }
}
