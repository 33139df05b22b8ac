using System.Text.Json;
using Automation.Templates;

namespace Automation.Definitions;

public sealed class TemplateBindingTests
{
    private static readonly TestScope Scope = new()
    {
        Input = JsonElement.Parse("""{ "id": "a-17", "n": 3, "evil": "{{ input.id }}" }"""),
    };

    [Theory]
    [InlineData("\"{{ input.n }}\"", "3")]
    [InlineData("\"no. {{input.n}}\"", "\"no. 3\"")]
    [InlineData("\"{{ input.evil }}!\"", "\"{{ input.id }}!\"")]
    [InlineData("\"{{{{ input.n }}\"", "\"{{ input.n }}\"")]
    [InlineData("""{ "a": ["{{ input.n }}", true], "b": "x" }""", """{"a":[3,true],"b":"x"}""")]
    [InlineData("""{ "a": [1, null] }""", """{"a":[1,null]}""")]
    [InlineData("null", "null")]
    public void Evaluate_RendersTheTemplates(string json, string rendered) => Read(json).Evaluate(Scope).GetRawText().ShouldBe(rendered);

    [Theory]
    [InlineData("\"{{event.id|upper}}\"", "\"{{ input.id | upper }}\"")]
    [InlineData("""{ "a": "\u0041{{input.n}}" }""", """{"a":"A{{ input.n }}"}""")]
    public void Template_IsInOneSpelling(string json, string source) => Read(json).Template.GetRawText().ShouldBe(source);

    [Theory]
    [InlineData("\"text\"", true, false)]
    [InlineData("[1]", true, false)]
    [InlineData("\"{{ input.n }}\"", false, true)]
    [InlineData("\"{{ input.n }} \"", false, false)]
    [InlineData("[\"{{ input.n }}\"]", false, false)]
    public void Kinds_AreTold(string json, bool isConstant, bool isWhole)
    {
        var binding = Read(json);
        (binding.IsConstant, binding.IsWhole).ShouldBe((isConstant, isWhole));
    }

    [Theory]
    [InlineData("\"{{ input.missing }}\"", "/config")]
    [InlineData("""{ "a": "{{ input.missing }}" }""", "/config/a")]
    public void Evaluate_OfAMissingValue_SaysWhere(string json, string pointer) =>
        Should.Throw<TemplateException>(() => Read(json).Evaluate(Scope)).Pointer.ShouldBe(pointer);

    private static TemplateBinding Read(string json)
    {
        var reading = new DocumentReading();
        var binding = TemplateBinding.Read(JsonElement.Parse(json), "/config", reading);
        reading.Faults.ShouldBeEmpty();
        return binding.ShouldNotBeNull();
    }
}
