using System.Text.Json;
using Automation.Templates;

namespace Automation.Definitions;

public sealed class RunScopeValuesTests
{
    private static readonly AutomationEventId Event = AutomationEventId.Parse("01890000-0000-7000-8000-000000000001");

    private readonly TestScope _scope = new()
    {
        Scope = "project \"ü\"",
        Trigger = new() { Kind = TriggerKind.Webhook, Id = "leads", At = new(2030, 1, 31, 9, 0, 0, TimeSpan.FromHours(1)), EventId = Event },
        TriggerData = JsonElement.Parse("""{ "kind": "raw", "tags": ["a", "b"] }"""),
        Input = JsonElement.Parse("""{ "assetId": "a-17", "size": 1.50 }"""),
        Parameters = JsonElement.Parse("""{ "max": 100 }"""),
        Failure = new() { Code = "refused", Message = "No \"entry\".", StepId = "send", ExceptionType = "System.Exception", StackTrace = "at …" },
        Outcomes =
        {
            ["pack"] = new(StepStatus.Succeeded, JsonElement.Parse("""{ "sprites": [ { "id": 7 } ] }"""), null),
            ["silent"] = new(StepStatus.Succeeded, default, null),
            ["tag"] = new(StepStatus.Failed, default, new() { Code = "timeout", Message = "Too slow.", StepId = "tag", StackTrace = "at …" }),
        },
        Items = { ["files"] = JsonElement.Parse("""{ "name": "x.png" }""") },
    };

    [Theory]
    [InlineData("input.assetId", "\"a-17\"")]
    [InlineData("input.size", "1.50")]
    [InlineData("event.assetId", "\"a-17\"")]
    [InlineData("parameters.max", "100")]
    [InlineData("scope", "\"project \\\"ü\\\"\"")]
    [InlineData("trigger.data.tags[1]", "\"b\"")]
    [InlineData("trigger.kind", "\"webhook\"")]
    [InlineData("trigger.id", "\"leads\"")]
    [InlineData("trigger.at", "\"2030-01-31T08:00:00Z\"")]
    [InlineData("trigger.eventId", "\"01890000-0000-7000-8000-000000000001\"")]
    [InlineData("steps.pack.output.sprites[0].id", "7")]
    [InlineData("actions.pack.output.sprites[0].id", "7")]
    [InlineData("steps.pack.outcome.succeeded", "true")]
    [InlineData("steps.pack.outcome.error", "null")]
    [InlineData("steps.pack.outcome.result.sprites[0].id", "7")]
    [InlineData("steps.tag.outcome.succeeded", "false")]
    [InlineData("steps.tag.outcome.error.message", "\"Too slow.\"")]
    [InlineData("steps.tag.outcome", """{"succeeded":false,"error":{"code":"timeout","message":"Too slow.","stepId":"tag"}}""")]
    [InlineData("items.files.name", "\"x.png\"")]
    [InlineData("failure.code", "\"refused\"")]
    [InlineData("failure.message", "\"No \\\"entry\\\".\"")]
    [InlineData("failure", """{"code":"refused","message":"No \"entry\".","stepId":"send"}""")]
    public void Path_OfWhatIsThere_HasItsValue(string path, string json)
    {
        ValuePath.Parse(path).TryResolve(new RunScopeValues(_scope), out var value).ShouldBeTrue();
        value.GetRawText().ShouldBe(json);
    }

    [Theory]
    [InlineData("input.other")]
    [InlineData("input.assetId.length")]
    [InlineData("scope.name")]
    [InlineData("trigger.other")]
    [InlineData("steps")]
    [InlineData("steps.pack")]
    [InlineData("steps.pack.input")]
    [InlineData("steps.other.output")]
    [InlineData("steps.silent.output")]
    [InlineData("steps.tag.output")]
    [InlineData("steps.tag.outcome.result")]
    [InlineData("steps.tag.outcome.error.stackTrace")]
    [InlineData("items.other")]
    [InlineData("failure.exceptionType")]
    [InlineData("failure.stackTrace")]
    public void Path_OfNothing_HasNoValue(string path) =>
        ValuePath.Parse(path).TryResolve(new RunScopeValues(_scope), out _).ShouldBeFalse();

    [Fact]
    public void Trigger_AsAWhole_HasThePayload()
    {
        ValuePath.Parse("trigger").TryResolve(new RunScopeValues(_scope), out var value).ShouldBeTrue();
        value.GetProperty("data").GetProperty("kind").GetString().ShouldBe("raw");
        value.GetProperty("kind").GetString().ShouldBe("webhook");
    }

    [Fact]
    public void Failure_OutsideOfAFailureBlock_HasNoValue() =>
        ValuePath.Parse("failure.code").TryResolve(new RunScopeValues(new TestScope()), out _).ShouldBeFalse();
}
