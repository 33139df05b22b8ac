using System.Text.Json;

namespace Automation.Json;

/// <summary>Ids and states in the JSON of a host's own: strings and words, read strictly.</summary>
public sealed class JsonConverterTests
{
    private const string Text = "01b8d4c5-0000-7000-8000-000000000001";

    private static readonly RunId Run = RunId.Parse(Text);

    [Fact]
    public void Ids_AreStrings_AlsoAsNames()
    {
        Both(Run).ShouldBe($"\"{Text}\"");
        Both(AutomationEventId.Parse(Text)).ShouldBe($"\"{Text}\"");
        Both(SuggestionId.Parse(Text)).ShouldBe($"\"{Text}\"");
        Both(new StepPath("convert/3")).ShouldBe("\"convert/3\"");
        Both(new JobId("job-17")).ShouldBe("\"job-17\"");
        Both(new CompletionToken(Run, new StepPath("convert/3"), 2)).ShouldBe("\"01b8d4c500007000800000000000000 1.2.convert~3\"".Replace(" ", "", StringComparison.Ordinal));
        Both<RunId?>(null).ShouldBe("null");

        var json = JsonSerializer.Serialize(new Dictionary<RunId, JobId> { [Run] = new("job") }, JsonSerializerOptions.Web);
        json.ShouldBe($"{{\"{Text}\":\"job\"}}");
        JsonSerializer.Deserialize<Dictionary<RunId, JobId>>(json, JsonSerializerOptions.Web)!.Keys.ShouldBe([Run]);
    }

    // Fault: what is no id becomes the empty one, or ends in an exception that no endpoint turns into an answer.
    [Theory]
    [InlineData("\"17\"", "A run id is a UUID written as 32 hexadecimal digits, with or without hyphens; it is '17'.")]
    [InlineData("17", "A value of type 'RunId' is a JSON string, and this is a token of kind Number.")]
    [InlineData("{\"value\":\"01b8d4c5-0000-7000-8000-000000000001\"}", "A value of type 'RunId' is a JSON string, and this is a token of kind StartObject.")]
    public void Ids_ThatAreNone_AreRefused(string json, string message) =>
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<RunId>(json, JsonSerializerOptions.Web)).Message.ShouldStartWith(message);

    [Fact]
    public void Ids_ThatAreEmpty_AreRefused()
    {
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<StepPath>("\"\"", JsonSerializerOptions.Web));
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<JobId>("\"\"", JsonSerializerOptions.Web));
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<Dictionary<RunId, int>>("{\"x\":1}", JsonSerializerOptions.Web));
    }

    // Fault: a number is taken for a state, or a state is written as its number.
    [Fact]
    public void States_AreWords_AndNumbersAreRefused()
    {
        Both(RunStatus.Parked).ShouldBe("\"parked\"");
        Both(VerdictReason.ConditionFalse).ShouldBe("\"conditionFalse\"");
        Both(Missed.RunOnce).ShouldBe("\"runOnce\"");
        JsonSerializer.Serialize(new Dictionary<RunStatus, int> { [RunStatus.Failed] = 2 }, JsonSerializerOptions.Web).ShouldBe("{\"failed\":2}");
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<RunStatus>("1", JsonSerializerOptions.Web));
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<RunStatus>("\"nothing\"", JsonSerializerOptions.Web));
    }

    /// <summary>The JSON of a value that is read back as it was.</summary>
    private static string Both<T>(T value)
    {
        var json = JsonSerializer.Serialize(value, JsonSerializerOptions.Web);
        JsonSerializer.Deserialize<T>(json, JsonSerializerOptions.Web).ShouldBe(value);
        return json;
    }
}
