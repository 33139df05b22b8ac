using System.Text.Json;
using Automation.Templates;

namespace Automation.Engine.Tests.Templates;

public sealed class FilterTests
{
    // default: for what is missing or null, and for nothing else.
    [Theory]
    [InlineData("{}", "{{ input.x | default: 'd' }}", "\"d\"")]
    [InlineData("{\"x\":null}", "{{ input.x | default: 'd' }}", "\"d\"")]
    [InlineData("{\"x\":\"\"}", "{{ input.x | default: 'd' }}", "\"\"")]
    [InlineData("{\"x\":false}", "{{ input.x | default: true }}", "false")]
    [InlineData("{\"x\":0}", "{{ input.x | default: 1 }}", "0")]
    [InlineData("{}", "{{ input.x | default: 1.50 }}", "1.50")]
    [InlineData("{}", "{{ input.x | default: null }}", "null")]
    [InlineData("{}", "{{ input.x | default: true }}", "true")]
    [InlineData("{}", "{{ input.x.y.z | upper | default: 'd' }}", "\"d\"")]
    [InlineData("{\"y\":[1]}", "{{ input.x | default: input.y }}", "[1]")]
    [InlineData("{\"z\":3}", "{{ input.x | default: input.y | default: input.z }}", "3")]
    [InlineData("{}", "{{ input.x | default: 'a }} | b' }}", "\"a }} | b\"")]
    [InlineData("{}", "{{ input.x | default: \"it's\" }}", "\"it's\"")]
    [InlineData("{\"true\":1,\"nullable\":2}", "{{ input.x | default: input.true }}{{ input.x | default: input.nullable }}", "\"12\"")]
    // Texts.
    [InlineData("{\"x\":\"straße ı\"}", "{{ input.x | upper }}", "\"STRAßE ı\"")]
    [InlineData("{\"x\":\"ÄI\"}", "{{ input.x | lower }}", "\"äi\"")]
    [InlineData("{\"x\":true}", "{{ input.x | upper }}", "\"TRUE\"")]
    [InlineData("{\"x\":1.50}", "{{ input.x | trim }}", "\"1.50\"")]
    [InlineData("{\"x\":\" \\n a b\\t\"}", "{{ input.x | trim }}", "\"a b\"")]
    [InlineData("{\"x\":null}", "{{ input.x | trim }}", "null")]
    [InlineData("{\"x\":\"abcdef\"}", "{{ input.x | truncate: 6 }}", "\"abcdef\"")]
    [InlineData("{\"x\":\"abcdefg\"}", "{{ input.x | truncate: 6 }}", "\"abcde…\"")]
    [InlineData("{\"x\":\"abcdefg\"}", "{{ input.x | truncate: 6, '...' }}", "\"abc...\"")]
    [InlineData("{\"x\":\"abcdefg\"}", "{{ input.x | truncate: 3, '' }}", "\"abc\"")]
    [InlineData("{\"x\":\"abcdefg\"}", "{{ input.x | truncate: 2, '...' }}", "\"ab\"")]
    [InlineData("{\"x\":\"abcdefg\"}", "{{ input.x | truncate: 0 }}", "\"\"")]
    [InlineData("{\"x\":\"😀😀😀\"}", "{{ input.x | truncate: 3 }}", "\"😀😀😀\"")]
    [InlineData("{\"x\":\"😀😀😀\"}", "{{ input.x | truncate: 2 }}", "\"😀…\"")]
    [InlineData("{\"x\":\"abc\",\"n\":2}", "{{ input.x | truncate: input.n }}", "\"a…\"")]
    [InlineData("{\"x\":\"a b/ü?&=#@%~._-\"}", "{{ input.x | url }}", "\"a%20b%2F%C3%BC%3F%26%3D%23%40%25~._-\"")]
    [InlineData("{\"x\":{ \"a\" : [ 1.0 ] }}", "{{ input.x | json }}", "\"{\\u0022a\\u0022:[1.0]}\"")]
    [InlineData("{\"x\":null}", "{{ input.x | json }}", "\"null\"")]
    [InlineData("{\"x\":\"a\"}", "{{ input.x | json }}", "\"\\u0022a\\u0022\"")]
    // Lists.
    [InlineData("{\"x\":[\"a\",1.50,true,null,{\"b\":1}]}", "{{ input.x | join }}", "\"a, 1.50, true, , {\\u0022b\\u0022:1}\"")]
    [InlineData("{\"x\":[1,2]}", "{{ input.x | join: '' }}", "\"12\"")]
    [InlineData("{\"x\":[]}", "{{ input.x | join: ',' }}", "\"\"")]
    [InlineData("{\"x\":[1,2],\"y\":[3],\"z\":[]}", "{{ input.x | concat: input.y, input.z }}", "[1,2,3]")]
    [InlineData("{\"x\":null,\"y\":[3]}", "{{ input.x | concat: input.y }}", "[3]")]
    [InlineData("{\"x\":[3],\"y\":null}", "{{ input.x | concat: input.y }}", "[3]")]
    [InlineData("{\"x\":null}", "{{ input.x | concat: null }}", "null")]
    [InlineData("{\"x\":\"a\",\"y\":2.0}", "{{ input.x | concat: '-', input.y, true, null }}", "\"a-2.0true\"")]
    [InlineData("{\"x\":[1],\"y\":[2]}", "{{ input.x | concat: input.y | concat: input.x | size }}", "3")]
    [InlineData("{\"x\":[1],\"y\":[2]}", "{{ input.x | concat: input.y | join: '+' }}", "\"1+2\"")]
    [InlineData("{\"x\":[1],\"y\":[2]}", "{{ input.x | concat: input.y | json }}", "\"[1,2]\"")]
    [InlineData("{\"x\":[1],\"y\":[2]}", "{{ input.x | concat: input.y | last }}", "2")]
    [InlineData("{\"x\":[1],\"y\":[2]}", "l: {{ input.x | concat: input.y }}", "\"l: [1,2]\"")]
    [InlineData("{\"x\":[7,8,9]}", "{{ input.x | first }}", "7")]
    [InlineData("{\"x\":[7,8,9]}", "{{ input.x | last }}", "9")]
    [InlineData("{\"x\":[]}", "{{ input.x | first | default: 'none' }}", "\"none\"")]
    [InlineData("{\"x\":[7,8,9]}", "{{ input.x | size }}", "3")]
    [InlineData("{\"x\":{\"a\":1,\"b\":2}}", "{{ input.x | size }}", "2")]
    [InlineData("{\"x\":\"é😀\"}", "{{ input.x | size }}", "2")]
    [InlineData("{\"x\":\" é😀 \"}", "{{ input.x | trim | size }}", "2")]
    // Numbers: exact, whatever their size.
    [InlineData("{\"x\":9007199254740993.5}", "{{ input.x | round }}", "9007199254740994")]
    [InlineData("{\"x\":1.005}", "{{ input.x | round: 2 }}", "1.01")]
    [InlineData("{\"x\":1.00}", "{{ input.x | round: 2 }}", "1.00")]
    [InlineData("{\"x\":[1,2,3]}", "{{ input.x | size | round }}", "3")]
    // Instants.
    [InlineData("{\"x\":\"2026-03-29T00:30:00+02:00\"}", "{{ input.x | date }}", "\"2026-03-29\"")]
    [InlineData("{\"x\":\"2026-03-29T00:30:00+02:00\"}", "{{ input.x | date: 'dd.MM.yyyy HH:mm' }}", "\"29.03.2026 00:30\"")]
    [InlineData("{\"x\":\"2026-03-29T00:30:00Z\"}", "{{ input.x | date: 'dddd, d MMMM' }}", "\"Sunday, 29 March\"")]
    [InlineData("{\"x\":\"2026-03-29T00:59:59Z\"}", "{{ input.x | date: 'HH:mm zzz', 'Europe/Berlin' }}", "\"01:59 \\u002B01:00\"")]
    [InlineData("{\"x\":\"2026-03-29T01:00:00Z\"}", "{{ input.x | date: 'HH:mm zzz', 'Europe/Berlin' }}", "\"03:00 \\u002B02:00\"")]
    [InlineData("{\"x\":\"2026-03-29T01:00:00+02:00\",\"z\":\"UTC\"}", "{{ input.x | date: 'HH:mm', input.z }}", "\"23:00\"")]
    // Zones by the names that schedules take, too: another case, a former name, a Windows id.
    [InlineData("{\"x\":\"2026-03-29T01:00:00Z\"}", "{{ input.x | date: 'HH:mm', 'europe/berlin' }}", "\"03:00\"")]
    [InlineData("{\"x\":\"2026-03-29T01:00:00Z\"}", "{{ input.x | date: 'HH:mm', 'Asia/Calcutta' }}", "\"06:30\"")]
    [InlineData("{\"x\":\"2026-03-29T01:00:00Z\",\"z\":\"W. Europe Standard Time\"}", "{{ input.x | date: 'HH:mm', input.z }}", "\"03:00\"")]
    public void RenderValue_Filter(string input, string template, string expected)
    {
        var value = Template.Parse(template).RenderValue(Values.Input(input));
        var document = TemplateDocument.Parse(JsonSerializer.SerializeToElement(template)).Render(Values.Input(input));

        OneSpelling(value).ShouldBe(OneSpelling(JsonElement.Parse(expected)));
        OneSpelling(JsonElement.Parse(document)).ShouldBe(OneSpelling(JsonElement.Parse(expected)));
    }

    // A value that the filter cannot work on.
    [Theory]
    [InlineData("[1]", "upper", "The filter 'upper' in '{{ input.x | upper }}' needs a text, a number or a boolean; it got an array.")]
    [InlineData("{}", "trim", "The filter 'trim' in '{{ input.x | trim }}' needs a text, a number or a boolean; it got an object.")]
    [InlineData("[1]", "url", "The filter 'url' in '{{ input.x | url }}' needs a text, a number or a boolean; it got an array.")]
    [InlineData("\"a\"", "join", "The filter 'join' in '{{ input.x | join }}' needs an array; it got a text.")]
    [InlineData("{}", "first", "The filter 'first' in '{{ input.x | first }}' needs an array; it got an object.")]
    [InlineData("\"abc\"", "last", "The filter 'last' in '{{ input.x | last }}' needs an array; it got a text.")]
    [InlineData("7", "size", "The filter 'size' in '{{ input.x | size }}' needs an array, an object or a text; it got a number.")]
    [InlineData("\"1.5\"", "round", "The filter 'round' in '{{ input.x | round }}' needs a number; it got a text.")]
    [InlineData("\"soon\"", "date", "The filter 'date' in '{{ input.x | date }}' needs an instant such as 2026-03-29T01:00:00Z; it got a text.")]
    [InlineData(
        "[1]",
        "concat: 'a'",
        "The filter 'concat' in '{{ input.x | concat: 'a' }}' joins arrays with arrays and texts with texts; it got an array and a text.")]
    [InlineData(
        "{}",
        "concat: 'a'",
        "The filter 'concat' in '{{ input.x | concat: 'a' }}' joins arrays with arrays and texts with texts; it got an object and a text.")]
    public void RenderValue_WrongInput_SaysWhatIsNeeded(string value, string filter, string message)
    {
        var fault = Should.Throw<TemplateException>(() => Template.Parse($"{{{{ input.x | {filter} }}}}").RenderValue(Values.Input($"{{\"x\":{value}}}")));

        fault.Code.ShouldBe("filter-input");
        fault.Message.ShouldBe(message);
    }

    // An argument that is only known when it is rendered.
    [Theory]
    [InlineData("{{ input.x | truncate: input.n }}", "\"two\"")]
    [InlineData("{{ input.x | truncate: input.n }}", "-1")]
    [InlineData("{{ input.x | truncate: 1, input.n }}", "null")]
    [InlineData("{{ input.at | date: input.n }}", "\"%\"")]
    [InlineData("{{ input.at | date: 'HH', input.n }}", "\"localtime\"")]
    [InlineData("{{ input.at | date: 'HH', input.n }}", "\"Europe//Berlin\"")]
    public void RenderValue_WrongArgument_IsAFault(string template, string argument) =>
        Should.Throw<TemplateException>(() => Template.Parse(template)
                .RenderValue(Values.Input($"{{\"x\":\"abc\",\"at\":\"2026-03-29T00:30:00Z\",\"n\":{argument}}}")))
            .Code.ShouldBe("filter-argument");

    // Characters may be escaped or not; numbers keep their text.
    private static string OneSpelling(JsonElement value) => JsonSerializer.Serialize(value);
}
