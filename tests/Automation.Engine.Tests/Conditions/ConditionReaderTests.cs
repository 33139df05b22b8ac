using System.Buffers;
using System.Text;
using System.Text.Json;
using Automation.Conditions;
using Automation.Templates;

namespace Automation.Engine.Tests.Conditions;

public sealed class ConditionReaderTests
{
    // One fault each.
    [Theory]
    [InlineData("1", "", "wrong-kind")]
    [InlineData("null", "", "wrong-kind")]
    [InlineData("\"input.kind\"", "", "wrong-kind")]
    [InlineData("[1]", "/0", "wrong-kind")]
    [InlineData("{\"all\":{}}", "/all", "wrong-kind")]
    [InlineData("{\"any\":true}", "/any", "wrong-kind")]
    [InlineData("{\"any\":[]}", "/any", "empty-group")]
    [InlineData("{\"not\":1}", "/not", "wrong-kind")]
    [InlineData("{\"all\":[],\"any\":[]}", "/any", "unknown-property")]
    [InlineData("{\"all\":[],\"field\":\"input.a\"}", "/field", "unknown-property")]
    [InlineData("{\"not\":[],\"x/y\":1}", "/x~1y", "unknown-property")]
    [InlineData("{\"field\":\"input.a\",\"operator\":\"equals\",\"value\":1,\"$type\":\"x\"}", "/$type", "unknown-property")]
    [InlineData("{\"field\":\"input.a\",\"operator\":\"equals\",\"value\":1,\"Value\":1}", "/Value", "unknown-property")]
    [InlineData("{\"operator\":\"equals\",\"value\":1}", "", "missing-property")]
    [InlineData("{\"field\":\"input.a\",\"value\":1}", "", "missing-property")]
    [InlineData("{\"field\":\"input.a\",\"operator\":\"equals\"}", "", "missing-property")]
    [InlineData("{\"field\":7,\"operator\":\"equals\",\"value\":1}", "/field", "wrong-kind")]
    [InlineData("{\"field\":\"a.b\",\"operator\":\"equals\",\"value\":1}", "/field", "unknown-root")]
    [InlineData("{\"field\":\"{{ input.a }}\",\"operator\":\"equals\",\"value\":1}", "/field", "template-syntax")]
    [InlineData("{\"field\":\"input.a\",\"operator\":\"EQUALS\",\"value\":1}", "/operator", "unknown-operator")]
    [InlineData("{\"field\":\"input.a\",\"operator\":\"==\",\"value\":1}", "/operator", "unknown-operator")]
    [InlineData("{\"field\":\"input.a\",\"operator\":0,\"value\":1}", "/operator", "wrong-kind")]
    [InlineData("{\"field\":\"input.a\",\"operator\":\"equals\",\"value\":\"{{ x }}\"}", "/value", "unknown-root")]
    [InlineData("{\"field\":\"input.a\",\"operator\":\"in\",\"value\":[1,\"{{ x }}\"]}", "/value/1", "unknown-root")]
    // Values of the wrong kind.
    [InlineData("{\"field\":\"input.a\",\"operator\":\"in\",\"value\":1}", "/value", "wrong-kind")]
    [InlineData("{\"field\":\"input.a\",\"operator\":\"in\",\"value\":\"a\"}", "/value", "wrong-kind")]
    [InlineData("{\"field\":\"input.a\",\"operator\":\"not_in\",\"value\":{}}", "/value", "wrong-kind")]
    [InlineData("{\"field\":\"input.a\",\"operator\":\"between\",\"value\":[1]}", "/value", "wrong-kind")]
    [InlineData("{\"field\":\"input.a\",\"operator\":\"between\",\"value\":[1,2,3]}", "/value", "wrong-kind")]
    [InlineData("{\"field\":\"input.a\",\"operator\":\"between\",\"value\":5}", "/value", "wrong-kind")]
    [InlineData("{\"field\":\"input.a\",\"operator\":\"exists\",\"value\":1}", "/value", "wrong-kind")]
    [InlineData("{\"field\":\"input.a\",\"operator\":\"exists\",\"value\":\"{{ input.b }}\"}", "/value", "wrong-kind")]
    [InlineData("{\"field\":\"input.a\",\"operator\":\"greater_than\",\"value\":null}", "/value", "wrong-kind")]
    [InlineData("{\"field\":\"input.a\",\"operator\":\"less_than\",\"value\":true}", "/value", "wrong-kind")]
    [InlineData("{\"field\":\"input.a\",\"operator\":\"starts_with\",\"value\":1}", "/value", "wrong-kind")]
    [InlineData("{\"field\":\"input.a\",\"operator\":\"matches\",\"value\":1}", "/value", "wrong-kind")]
    [InlineData("{\"field\":\"input.a\",\"operator\":\"matches\",\"value\":\"{{ input.pattern }}\"}", "/value", "wrong-kind")]
    // Patterns that could be slow, or are none.
    [InlineData("{\"field\":\"input.a\",\"operator\":\"matches\",\"value\":\"(?=a)b\"}", "/value", "unsupported-pattern")]
    [InlineData("{\"field\":\"input.a\",\"operator\":\"matches\",\"value\":\"(?<!a)b\"}", "/value", "unsupported-pattern")]
    [InlineData("{\"field\":\"input.a\",\"operator\":\"matches\",\"value\":\"(a)\\\\1\"}", "/value", "unsupported-pattern")]
    [InlineData("{\"field\":\"input.a\",\"operator\":\"matches\",\"value\":\"((a{1,100}){1,100}){1,100}\"}", "/value", "unsupported-pattern")]
    [InlineData("{\"field\":\"input.a\",\"operator\":\"matches\",\"value\":\"(a\"}", "/value", "unsupported-pattern")]
    [InlineData("{\"field\":\"input.a\",\"operator\":\"matches\",\"value\":\"[z-a]\"}", "/value", "unsupported-pattern")]
    public void Read_Fault_HasItsPlaceAndCode(string json, string pointer, string code)
    {
        var reading = new DocumentReading();

        Condition.Read(JsonElement.Parse(json), "", reading).ShouldBeNull();
        var fault = reading.Faults.ShouldHaveSingleItem();
        (fault.Pointer, fault.Code).ShouldBe((pointer, code));
        fault.Message.ShouldEndWith(".");
    }

    [Fact]
    public void Read_SeveralFaults_AreAllFound()
    {
        var reading = new DocumentReading();
        Condition.Read(
            JsonElement.Parse("{\"any\":[{\"field\":\"x\",\"operator\":\"eq\",\"extra\":1},{\"not\":{\"field\":\"input.a\",\"operator\":\"in\",\"value\":3}},7]}"),
            "/conditions",
            reading).ShouldBeNull();

        reading.Faults.Select(fault => fault.Pointer).ShouldBe(
            ["/conditions/any/0/extra", "/conditions/any/0/field", "/conditions/any/0/operator", "/conditions/any/1/not/value", "/conditions/any/2"]);
    }

    [Theory]
    [InlineData(
        "{\"field\":\"input.a\",\"operator\":\"eq\",\"value\":1}",
        "No operator is called 'eq'. Known operators: equals, not_equals, contains, greater_than, less_than, in, not_in, exists, matches, starts_with, "
        + "ends_with, between.")]
    [InlineData("{\"field\":\"input.a\",\"operator\":\"in\",\"value\":3}", "'value' is 3; it needs an array for 'in'.")]
    [InlineData("{\"field\":\"input.a\",\"operator\":\"between\"}", "The condition has no 'value'; it needs an array of two values for 'between'.")]
    [InlineData("{\"feld\":1}", "The property 'feld' is unknown here; a condition has 'field', 'operator' and 'value'.")]
    public void Read_Fault_SaysWhatIsAllowed(string json, string message)
    {
        var reading = new DocumentReading();
        Condition.Read(JsonElement.Parse(json), "", reading);

        reading.Faults[0].Message.ShouldBe(message);
    }

    // A fault that is no longer listed is still one.
    [Fact]
    public void Read_AfterAHundredFaults_StillRefuses()
    {
        var reading = new DocumentReading();
        for (var i = 0; i < 100; i++)
        {
            reading.Add("", "other", "Other.");
        }

        Condition.Read(JsonElement.Parse("{\"field\":\"input.a\",\"operator\":\"equals\",\"value\":1,\"x\":1}"), "", reading).ShouldBeNull();
        Condition.Read(JsonElement.Parse("{\"field\":\"input.a\",\"operator\":\"in\",\"value\":[\"{{\"]}"), "", reading).ShouldBeNull();
    }

    // Caps.
    [Theory]
    [InlineData(200, true)]
    [InlineData(201, false)]
    public void Read_Conditions_AreLimited(int count, bool isRead)
    {
        var reading = new DocumentReading();
        var json = JsonElement.Parse($"[{string.Join(',', Enumerable.Repeat("{\"field\":\"input.a\",\"operator\":\"exists\"}", count))}]");

        (Condition.Read(json, "", reading) is not null).ShouldBe(isRead);
        reading.Faults.Select(fault => fault.Code).ShouldBe(isRead ? [] : ["too-many-conditions"]);
    }

    [Fact]
    public void Read_ConditionsOfOneDocument_CountTogether()
    {
        var reading = new DocumentReading();
        var json = JsonElement.Parse($"[{string.Join(',', Enumerable.Repeat("{\"field\":\"input.a\",\"operator\":\"exists\"}", 101))}]");

        Condition.Read(json, "", reading).ShouldNotBeNull();
        Condition.Read(json, "", reading).ShouldBeNull();
    }

    [Theory]
    [InlineData(31, true)]
    [InlineData(32, false)]
    [InlineData(500, false)]
    public void Read_Nesting_IsLimited(int groups, bool isRead)
    {
        var json = string.Concat(Enumerable.Repeat("{\"not\":", groups)) + "{\"field\":\"input.a\",\"operator\":\"exists\"}" + new string('}', groups);
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 1000 });
        var reading = new DocumentReading();

        (Condition.Read(document.RootElement, "", reading) is not null).ShouldBe(isRead);
        reading.Faults.Select(fault => fault.Code).ShouldBe(isRead ? [] : ["too-deep"]);
    }

    [Theory]
    [InlineData(512, true)]
    [InlineData(513, false)]
    [InlineData(40_000, false)]
    public void Read_Pattern_IsLimited(int length, bool isRead)
    {
        var pattern = new string('(', length / 2) + (length % 2 == 1 ? "a" : "") + new string(')', length / 2);
        var reading = new DocumentReading();
        Condition.Read(JsonElement.Parse($"{{\"field\":\"input.a\",\"operator\":\"matches\",\"value\":\"{pattern}\"}}"), "", reading);

        reading.Faults.Select(fault => fault.Code).ShouldBe(isRead ? [] : ["unsupported-pattern"]);
    }

    // Previous and the like.
    [Fact]
    public void Read_Rewrite_ChangesFieldsAndValues()
    {
        var reading = new DocumentReading { Rewrite = path => path.Root == ValueRoot.Previous ? path.BelowStep("pack") : path };
        var condition = Condition.Read(
            JsonElement.Parse("{\"field\":\"previous.output.n\",\"operator\":\"equals\",\"value\":\"{{ previous.output.m }}\"}"), "", reading);

        condition!.Paths.Select(path => path.ToString()).ShouldBe(["steps.pack.output.n", "steps.pack.output.m"]);
    }

    // Written back.
    [Theory]
    [InlineData(
        "{ \"operator\" : \"equals\", \"value\": 1.0, \"field\" : \"event.a.0\" }",
        "{\"field\":\"input.a[0]\",\"operator\":\"equals\",\"value\":1.0}")]
    [InlineData("{\"field\":\"input.a\",\"operator\":\"exists\"}", "{\"field\":\"input.a\",\"operator\":\"exists\",\"value\":true}")]
    [InlineData(
        "{\"not\":{\"any\":[{\"field\":\"actions.a.output\",\"operator\":\"in\",\"value\":[\"{{event.x}}\",null]}]}}",
        "{\"not\":{\"any\":[{\"field\":\"steps.a.output\",\"operator\":\"in\",\"value\":[\"{{ input.x }}\",null]}]}}")]
    [InlineData(
        "[{\"field\":\"input.a\",\"operator\":\"greater_than\",\"value\":\"{{event.x|size}}\"}]",
        "{\"all\":[{\"field\":\"input.a\",\"operator\":\"greater_than\",\"value\":\"{{ input.x | size }}\"}]}")]
    [InlineData(
        "{\"field\":\"input.a\",\"operator\":\"matches\",\"value\":\"^a\\\\.b$\"}",
        "{\"field\":\"input.a\",\"operator\":\"matches\",\"value\":\"^a\\\\.b$\"}")]
    [InlineData(
        "{\"field\":\"input['a b']\",\"operator\":\"equals\",\"value\":\"{{{{ x\"}",
        "{\"field\":\"input['a b']\",\"operator\":\"equals\",\"value\":\"{{{{ x\"}")]
    [InlineData("[]", "{\"all\":[]}")]
    public void WriteTo_IsOneSpelling_AndReadsTheSame(string json, string expected)
    {
        var written = Write(json);

        written.ShouldBe(expected);
        Write(written).ShouldBe(written);
    }

    private static string Write(string json)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = TemplateJson.CreateWriter(buffer))
        {
            Condition.Parse(JsonElement.Parse(json)).WriteTo(writer);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
