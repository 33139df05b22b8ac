using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Automation.Storage;

namespace Automation.Engine.Tests.Client;

/// <summary>Whatever the client answers goes over a host's own endpoint as it is: ids are strings, states are words, payloads are JSON, and it is read back as it was.</summary>
public sealed partial class AnswerJsonTests
{
    private const string Payload = """{"a":1}""";

    private static readonly Assembly[] Ours = [typeof(IAutomationClient).Assembly, typeof(AutomationOptions).Assembly];

    /// <summary>What the engine and its store say to each other; no answer has it.</summary>
    private static readonly Type[] OfStores = [typeof(EntryKind), typeof(SignalKind), typeof(SignalStatus), typeof(AcceptStatus)];

    public static TheoryData<string> Answers => new(AnswersByName.Keys.Order(StringComparer.Ordinal));

    private static Dictionary<string, Type> AnswersByName { get; } = FindAnswers();

    [Fact]
    public void Answers_AreFound() => Answers.Count.ShouldBeGreaterThan(20);

    [Theory]
    [MemberData(nameof(Answers))]
    public void Answer_IsPlainJson_AndReadBackAsItWas(string name)
    {
        var type = AnswersByName[name];
        var json = JsonSerializer.Serialize(Make(type, 0), type, JsonSerializerOptions.Web);

        Wrapped().Matches(json).Select(match => match.Value).ShouldBeEmpty(json);
        json.ShouldNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes(Payload)));
        JsonSerializer.Serialize(JsonSerializer.Deserialize(json, type, JsonSerializerOptions.Web), type, JsonSerializerOptions.Web).ShouldBe(json);
    }

    // Fault, seen red: an enum without a converter, which is a number then, and as such goes there and back as it was.
    [Fact]
    public void Enums_AreWords()
    {
        var enums = Ours.SelectMany(one => one.GetExportedTypes()).Where(type => type.IsEnum && !OfStores.Contains(type)).ToList();

        enums.Count.ShouldBeGreaterThan(15);
        foreach (var value in enums.SelectMany(type => Enum.GetValues(type).Cast<Enum>()))
        {
            JsonSerializer.Serialize(value, value.GetType(), JsonSerializerOptions.Web).ShouldBe($"\"{JsonNamingPolicy.CamelCase.ConvertName(value.ToString())}\"", $"{value.GetType().Name}.{value}");
        }
    }

    /// <summary>What the methods of the client answer, and those of whatever it hands out.</summary>
    private static Dictionary<string, Type> FindAnswers()
    {
        var answers = new Dictionary<string, Type>(StringComparer.Ordinal);
        var faces = new HashSet<Type>();
        Follow(typeof(IAutomationClient));
        return answers;

        void Follow(Type face)
        {
            if (!faces.Add(face))
            {
                return;
            }

            foreach (var method in face.GetMethods())
            {
                Take(method.ReturnType);
            }

            foreach (var parent in face.GetInterfaces().Where(IsOurs))
            {
                Follow(parent);
            }
        }

        void Take(Type type)
        {
            if (type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(Task<>) || type.GetGenericTypeDefinition() == typeof(Nullable<>) || type.Namespace == "System.Collections.Generic"))
            {
                Take(type.GetGenericArguments()[^1]);
            }
            else if (type.IsInterface && IsOurs(type))
            {
                Follow(type);
            }
            else if (IsOurs(type))
            {
                answers[type.ToString()] = type;
            }
        }
    }

    private static bool IsOurs(Type type) => Ours.Contains(type.Assembly);

    /// <summary>A value of a type in which nothing is left out.</summary>
    private static object? Make(Type type, int depth) => type switch
    {
        _ when depth > 10 => null,
        _ when Nullable.GetUnderlyingType(type) is { } inner => Make(inner, depth),
        _ when type == typeof(string) => "text",
        _ when type == typeof(bool) => true,
        _ when type == typeof(int) => 7,
        _ when type == typeof(long) => 7L,
        _ when type == typeof(double) => 0.5,
        _ when type == typeof(decimal) => 1.5m,
        _ when type == typeof(Guid) => new Guid("01b8d4c5-0000-7000-8000-000000000001"),
        _ when type == typeof(TimeSpan) => TimeSpan.FromSeconds(90),
        _ when type == typeof(DateTime) => new DateTime(2030, 1, 2, 3, 4, 5),
        _ when type == typeof(DateTimeOffset) => new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero),
        _ when type == typeof(JsonElement) => JsonElement.Parse(Payload),
        _ when type == typeof(ReadOnlyMemory<byte>) => new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(Payload)),
        { IsEnum: true } => Enum.GetValues(type).GetValue(0),
        { IsGenericType: true, Namespace: "System.Collections.Generic" } => MakeMany(type.GetGenericArguments(), depth),
        { IsAbstract: true } => type.Assembly.GetTypes().FirstOrDefault(one => one.IsSubclassOf(type) && !one.IsAbstract) is { } derived ? Make(derived, depth) : null,
        _ when IsOurs(type) => MakeWhole(type, depth + 1),
        _ => null,
    };

    private static object MakeMany(Type[] items, int depth)
    {
        if (items is [var item])
        {
            var list = Array.CreateInstance(item, 1);
            list.SetValue(Make(item, depth), 0);
            return list;
        }

        var map = (System.Collections.IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(items))!;
        map.Add(Make(items[0], depth)!, Make(items[1], depth));
        return map;
    }

    private static object MakeWhole(Type type, int depth)
    {
        var constructor = type.GetConstructors().Where(one => one.GetParameters().All(parameter => parameter.ParameterType != type)).MaxBy(one => one.GetParameters().Length);
        var value = constructor?.Invoke([.. constructor.GetParameters().Select(parameter => Make(parameter.ParameterType, depth))]) ?? RuntimeHelpers.GetUninitializedObject(type);
        foreach (var property in type.GetProperties().Where(property => property.SetMethod is { IsPublic: true }))
        {
            property.SetValue(value, Make(property.PropertyType, depth));
        }

        return value;
    }

    [GeneratedRegex(@"\{""value"":[^{}]*\}")]
    private static partial Regex Wrapped();
}
