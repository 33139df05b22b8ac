using System.Buffers;
using System.Text;
using System.Text.Json;
using Automation.Json;
using Automation.Templates;

namespace Automation.Engine.Tests.Templates;

public sealed class TemplateDocumentTests
{
    private static readonly RootValues Asset = Values.Input("{\"id\":\"a-17\",\"n\":1.50,\"o\":{ \"b\" : [ 1 , \"x y\" ] },\"evil\":\"\\\"\\\\\\n\\u0000\\u2028</script>\",\"k\":\"é😀\"}");

    // Types are kept, the rest is copied to the letter.
    [Theory]
    [InlineData("{\"a\":\"{{ input.id }}\",\"b\":{\"c\":[1,\"{{ input.n }}\",null]},\"d\":1.0}", "{\"a\":\"a-17\",\"b\":{\"c\":[1,1.50,null]},\"d\":1.0}")]
    [InlineData("[\"{{ input.o }}\"]", "[{\"b\":[1,\"x y\"]}]")]
    [InlineData("\"{{ input.o }}\"", "{\"b\":[1,\"x y\"]}")]
    [InlineData("\"o: {{ input.o }}\"", "\"o: {\\\"b\\\":[1,\\\"x y\\\"]}\"")]
    [InlineData("{\"k\":\"{{ input.k }}\",\"l\":\"{{ input.k | truncate: 1, '' }} ü\"}", "{\"k\":\"é😀\",\"l\":\"é ü\"}")]
    [InlineData("{ \"x\" : [ ] , \"y\" : \"a {{{{ b\" }", "{\"x\":[],\"y\":\"a {{ b\"}")]
    [InlineData("{}", "{}")]
    [InlineData("9007199254740993", "9007199254740993")]
    public void Render_Document(string document, string expected) => Render(document).ShouldBe(expected);

    // Whatever a value holds, the result is JSON with that value in it.
    [Theory]
    [InlineData("\"{{ input.evil }}\"", "\"\\\\\n\0\u2028</script>")]
    [InlineData("\"a {{ input.evil }} b\"", "a \"\\\n\0\u2028</script> b")]
    [InlineData("\"{{ input.evil | trim }}\"", "\"\\\n\0\u2028</script>")]
    public void Render_ValueWithQuotes_CannotLeaveItsString(string document, string expected) =>
        JsonElement.Parse(Render(document)).GetString().ShouldBe(expected.Replace("\\\\", "\\", StringComparison.Ordinal));

    [Fact]
    public void Render_Constant_IsMadeOnce()
    {
        var document = TemplateDocument.Parse(JsonElement.Parse("{ \"a\": [1] }"));

        document.IsConstant.ShouldBeTrue();
        document.Render(Values.None).ShouldBeSameAs(document.Render(Asset));
    }

    [Fact]
    public void Render_AfterItsSourceIsGone_Works()
    {
        TemplateDocument document;
        using (var source = JsonDocument.Parse("{\"a\":[1,\"x\"],\"b\":\"{{ input.id }}\"}"))
        {
            document = TemplateDocument.Parse(source.RootElement);
        }

        Encoding.UTF8.GetString(document.Render(Asset)).ShouldBe("{\"a\":[1,\"x\"],\"b\":\"a-17\"}");
    }

    // Faults.
    [Fact]
    public void Read_Faults_AreAllFoundWithTheirPlaces()
    {
        var reading = new DocumentReading();
        TemplateDocument.Read(
            JsonElement.Parse("{\"a\":\"{{ x }}\",\"b/c\":[\"ok\",\"{{ input.a | no }}\"],\"{{ input.n }}\":1,\"d\":\"{{ input.a\"}"), "/steps/0/config", reading);

        reading.Faults.Select(fault => (fault.Pointer, fault.Code)).ShouldBe(
        [
            ("/steps/0/config/a", "unknown-root"),
            ("/steps/0/config/b~1c/1", "unknown-filter"),
            ("/steps/0/config/{{ input.n }}", "template-syntax"),
            ("/steps/0/config/d", "template-syntax"),
        ]);
    }

    [Fact]
    public void Read_PlaceholdersOfAllDocuments_CountTogether()
    {
        var reading = new DocumentReading();
        var hundred = JsonElement.Parse($"[{string.Join(',', Enumerable.Repeat("\"{{ input.a }} {{ input.b }}\"", 50))}]");

        TemplateDocument.Read(hundred, "/a", reading);
        TemplateDocument.Read(hundred, "/b", reading);
        reading.Faults.ShouldBeEmpty();
        TemplateDocument.Read(JsonElement.Parse("[\"{{ input.a }}\"]"), "/c", reading);

        reading.Faults.ShouldHaveSingleItem().ShouldBe(new JsonFault(
            "/c/0", "too-many-placeholders", "The rule has more than 200 placeholders, and here is the first too many. Move work into an action."));
    }

    [Fact]
    public void Read_ThousandsOfFaults_AreNotAllListed()
    {
        var reading = new DocumentReading();
        TemplateDocument.Read(JsonElement.Parse($"[{string.Join(',', Enumerable.Repeat("\"{{\"", 5_000))}]"), "", reading);

        reading.Faults.Count.ShouldBe(100);
        reading.FaultCount.ShouldBe(5_000);
    }

    [Fact]
    public void Render_Fault_HasItsPlace()
    {
        var fault = Should.Throw<TemplateException>(() => Render("{\"a\":[{\"b\":\"x {{ input.gone }}\"}]}"));

        fault.Pointer.ShouldBe("/a/0/b");
        fault.Code.ShouldBe("missing-value");
    }

    [Fact]
    public void Render_FaultBehindMuchText_IsStillThatFault() =>
        Should.Throw<TemplateException>(() => TemplateDocument.Parse(JsonElement.Parse($"[\"{new string('x', 900)}\",\"{{{{ input.gone }}}}\"]")).Render(Asset, 100))
            .Code.ShouldBe("missing-value");

    // The cap, and the memory it takes to find out.
    [Fact]
    public void Render_Cap_IsExact()
    {
        var values = Values.Input($"{{\"x\":\"{new string('x', 1000)}\"}}");
        var document = TemplateDocument.Parse(JsonElement.Parse("{\"a\":\"{{ input.x }}\",\"b\":\"-{{ input.x }}\"}"));
        var length = "{\"a\":\"\",\"b\":\"-\"}".Length + 2000;

        document.Render(values, length).Length.ShouldBe(length);
        Should.Throw<TemplateException>(() => document.Render(values, length - 1)).Code.ShouldBe("template-too-large");
    }

    [Theory]
    [InlineData("\"{{ input.big }}\"")]
    [InlineData("\"a {{ input.big }}\"")]
    [InlineData("\"{{ input.escaped }}\"")]
    [InlineData("\"a {{ input.escaped }}\"")]
    [InlineData("\"{{ input.list }}\"")]
    [InlineData("\"a {{ input.list }}\"")]
    [InlineData("\"{{ input.list | join: ',' }}\"")]
    [InlineData("\"{{ input.list | concat: input.list }}\"")]
    [InlineData("\"{{ input.list | json }}\"")]
    [InlineData("\"{{ input.big | url }}\"")]
    [InlineData("\"{{ input.half | url }}\"")]
    [InlineData("\"{{ input.half | concat: input.half }}\"")]
    [InlineData("\"{{ input.controls }} \"")]
    [InlineData("\"{{ input.lines | json }}\"")]
    public void Render_LargeValue_IsRefused(string template)
    {
        // A thousand times in one document, as a bomb would be written; the first is one too many already.
        var document = TemplateDocument.Read(
            JsonElement.Parse($"[{string.Join(',', Enumerable.Repeat(template, 100))}]"), "", new DocumentReading { MaxPlaceholders = 1000 });
        Should.Throw<TemplateException>(() => document.Render(Large)).Code.ShouldBe("template-too-large");

        var before = GC.GetAllocatedBytesForCurrentThread();
        Should.Throw<TemplateException>(() => document.Render(Large)).Code.ShouldBe("template-too-large");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(8 * 1024 * 1024);
    }

    // Its escapes may be resolved only when what they mean can fit.
    [Fact]
    public void Render_HugeEscapedText_TakesNoMemoryBeforeItIsRefused()
    {
        var values = Values.Input($"{{\"x\":\"{string.Concat(Enumerable.Repeat("\\u00e9", 3_000_000))}\"}}");
        var document = TemplateDocument.Parse(JsonElement.Parse("\"a {{ input.x }}\""));

        var before = GC.GetAllocatedBytesForCurrentThread();
        Should.Throw<TemplateException>(() => document.Render(values)).Code.ShouldBe("template-too-large");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1024 * 1024);
    }

    [Fact]
    public void Render_ManySmallValues_StopAtTheCap()
    {
        var values = Values.Input($"{{\"x\":\"{new string('x', 10_000)}\"}}");
        var document = TemplateDocument.Read(
            JsonElement.Parse($"[{string.Join(',', Enumerable.Repeat("\"{{ input.x }}\"", 200))}]"), "", new DocumentReading());

        Should.Throw<TemplateException>(() => document.Render(values)).Message
            .ShouldBe("The rendered value has more than 262144 bytes. Pass a reference to the data instead of the data.");
    }

    [Fact]
    public void Render_PartOfALargeValue_Works()
    {
        var text = TemplateDocument.Parse(JsonElement.Parse("\"{{ input.big | truncate: 5 }} {{ input.list | size }} {{ input.list | first }}\"")).Render(Large);

        Encoding.UTF8.GetString(text).ShouldBe("\"xxxx… 300000 1\"");
    }

    // Paths and source.
    [Fact]
    public void Paths_AreThoseOfAllTemplates() =>
        TemplateDocument.Parse(JsonElement.Parse("{\"a\":[\"{{ event.x }}\",{\"b\":\"{{ input.y | default: parameters.z }}\"}]}"))
            .Paths.Select(path => path.ToString()).ShouldBe(["input.x", "input.y", "parameters.z"]);

    [Fact]
    public void WriteSource_IsOneSpelling_AndReadsTheSame()
    {
        var source = Source("{ \"a\" : [1.0, \"{{event.x}} {{{{\"], \"b\":{\"c\":\"{{actions.s.output|size}}\"},\"d\":\"plain\" }");

        source.ShouldBe("{\"a\":[1.0,\"{{ input.x }} {{{{\"],\"b\":{\"c\":\"{{ steps.s.output | size }}\"},\"d\":\"plain\"}");
        Source(source).ShouldBe(source);
    }

    private static readonly RootValues Large = Values.Input(
        $"{{\"big\":\"{new string('x', 1024 * 1024)}\",\"half\":\"{new string('/', 150_000)}\",\"escaped\":\"{string.Concat(Enumerable.Repeat("\\u00e9", 200_000))}\","
        + $"\"controls\":\"{string.Concat(Enumerable.Repeat("\\u0001", 60_000))}\",\"lines\":\"{string.Concat(Enumerable.Repeat("\\n", 260_000))}\","
        + $"\"list\":[{string.Join(", ", Enumerable.Repeat("1", 300_000))}]}}");

    private static string Render(string document) => Encoding.UTF8.GetString(TemplateDocument.Parse(JsonElement.Parse(document)).Render(Asset));

    private static string Source(string document)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = TemplateJson.CreateWriter(buffer))
        {
            TemplateDocument.Parse(JsonElement.Parse(document)).WriteSource(writer);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
