using System.Text.Json;
using System.Text.Json.Serialization;
using Automation.Json;

namespace Automation.Engine.Tests.Json;

/// <summary>Which types can be stored as JSON. Each answer is compared with what the serializer does at the first value.</summary>
public sealed class JsonShapeTests
{
    private static readonly JsonShape Shape = new(AutomationJson.Default);

    [Theory]
    [InlineData(typeof(string))]
    [InlineData(typeof(int?))]
    [InlineData(typeof(object))]
    [InlineData(typeof(Uri))]
    [InlineData(typeof(JsonElement))]
    [InlineData(typeof(DayOfWeek))]
    [InlineData(typeof(byte[]))]
    [InlineData(typeof(IReadOnlyList<int>))]
    [InlineData(typeof(Dictionary<string, Flat>))]
    [InlineData(typeof(Flat))]
    [InlineData(typeof(Shaped))]
    [InlineData(typeof(Point))]
    [InlineData(typeof(Tree))]
    [InlineData(typeof(Animal))]
    [InlineData(typeof(Tuple<int, string>))]
    public void Fault_OfWhatCanBeStored_IsNone(Type type) => Shape.Fault(type).ShouldBeNull();

    [Theory]
    [InlineData(typeof(Type), "Type has no form in JSON.")]
    [InlineData(typeof(Action), "Action has no form in JSON.")]
    [InlineData(typeof(nint), "IntPtr has no form in JSON.")]
    [InlineData(typeof(int[,]), "Int32[,] has no form in JSON.")]
    [InlineData(typeof(IAsyncEnumerable<int>), "IAsyncEnumerable<Int32> has no form in JSON.")]
    [InlineData(typeof(Task<int>), "Task<Int32> has no form in JSON.")]
    [InlineData(typeof((int, int)), "ValueTuple<Int32, Int32> is a tuple, whose items JSON leaves out. Use a record.")]
    [InlineData(typeof(Stream), "Stream is abstract and cannot be read back. Use the class itself, or name the classes with [JsonDerivedType].")]
    [InlineData(typeof(IDisposable), "IDisposable is abstract and cannot be read back. Use the class itself, or name the classes with [JsonDerivedType].")]
    [InlineData(typeof(Closed), "JsonShapeTests.Closed has no constructor for reading it back. Give it one public constructor, or mark one with [JsonConstructor].")]
    [InlineData(typeof(TwoWays), "JsonShapeTests.TwoWays has no constructor for reading it back. Give it one public constructor, or mark one with [JsonConstructor].")]
    [InlineData(typeof(Misnamed), "JsonShapeTests.Misnamed has a constructor with a parameter that is none of its properties. Give both the same name and type.")]
    [InlineData(typeof(List<Holder>), "JsonShapeTests.Holder.Callback has no form in JSON.")]
    [InlineData(typeof(Dictionary<string, Action>), "Dictionary<String, Action>, item Action has no form in JSON.")]
    public void Fault_OfWhatCannot_SaysWhichMember(Type type, string fault) => Shape.Fault(type).ShouldBe(fault);

    // The serializer's own sentence, which may change with the runtime.
    [Fact]
    public void Fault_OfNamesThatClash_IsTheSerializers() => Shape.Fault(typeof(Clashing))!.ShouldStartWith("JsonShapeTests.Clashing: The JSON property name");

    [Theory]
    [InlineData(typeof(Type))]
    [InlineData(typeof(Action))]
    [InlineData(typeof(nint))]
    [InlineData(typeof(int[,]))]
    [InlineData(typeof(Stream))]
    [InlineData(typeof(Closed))]
    [InlineData(typeof(TwoWays))]
    [InlineData(typeof(Misnamed))]
    [InlineData(typeof(Clashing))]
    public void Serializer_ThrowsForThem(Type type)
    {
        Exception? exception = null;
        try
        {
            JsonSerializer.Deserialize("{}", type, AutomationJson.Default);
        }
        catch (Exception thrown)
        {
            exception = thrown;
        }

        exception.ShouldNotBeNull();
    }

    private sealed record Flat(int Number, string? Text);

    private sealed record Shaped
    {
        public required string Name { get; init; }

        public TimeSpan? Span { get; init; }

        public int Computed => Name.Length;
    }

    private readonly record struct Point(int X, int Y);

    private sealed record Tree(string Name, IReadOnlyList<Tree> Children);

    [JsonDerivedType(typeof(Dog), "dog")]
    private abstract record Animal;

    private sealed record Dog(string Name) : Animal;

    private sealed class Closed
    {
        private Closed(int number) => Number = number;

        public int Number { get; }

        public static Closed Create() => new(1);
    }

    private sealed class TwoWays
    {
        public TwoWays(int number) => Number = number;

        public TwoWays(int number, int factor) => Number = number * factor;

        public int Number { get; }
    }

    private sealed class Misnamed(int value)
    {
        public int Number { get; } = value;
    }

    private sealed class Clashing
    {
        public string? Name { get; set; }

        [JsonPropertyName("name")]
        public string? NAME { get; set; }
    }

    private sealed record Holder(Action Callback);
}
