using System.Text.Json;
using System.Text.RegularExpressions;
using Automation.Json;

namespace Automation.Definitions;

/// <summary>The members of its first parameter that a lambda reads, by its text: what a verdict shows of the values that it saw.</summary>
/// <remarks>A lambda is compiled, and nothing of ours sees what it reads. Its text is enough for <c>order => order.Total > 10</c>; where it names no member, the whole value is shown.</remarks>
internal sealed partial class SeenMembers
{
    /// <summary>How many values are shown.</summary>
    private const int Most = 5;

    private readonly string _parameter;
    private readonly string[][] _paths;

    private SeenMembers(string parameter, string[][] paths) => (_parameter, _paths) = (parameter, paths);

    /// <param name="lambda">The text of a lambda, on one line.</param>
    public static SeenMembers Of(string lambda)
    {
        var parameter = Parameter().Match(lambda) is { Success: true } head ? head.Groups[1].Value : "";
        return new(parameter, parameter.Length == 0 ? [] : [.. Read(lambda, parameter).DistinctBy(path => string.Join('.', path)).Take(Most)]);
    }

    /// <summary>The values in a sentence: <c>order.Total was 5</c>.</summary>
    /// <param name="value">What the lambda was asked of, as JSON.</param>
    /// <param name="names">How members are called in JSON.</param>
    public string Show(JsonElement value, JsonNamingPolicy? names)
    {
        var shown = _paths.Select(path => Show(path, value, names)).OfType<string>().Distinct().ToArray();
        return shown.Length > 0 ? string.Join(", ", shown)
            : value.ValueKind == JsonValueKind.Undefined ? "there was no input" : $"the input was {ShortText.Cut(value)}";
    }

    private string? Show(string[] path, JsonElement value, JsonNamingPolicy? names)
    {
        var known = 0;
        while (known < path.Length && value.ValueKind == JsonValueKind.Object && value.TryGetProperty(names?.ConvertName(path[known]) ?? path[known], out var inner))
        {
            value = inner;
            known++;
        }

        return known == 0 ? null : $"{_parameter}.{string.Join('.', path.Take(known))} was {ShortText.Cut(value)}";
    }

    private static IEnumerable<string[]> Read(string lambda, string parameter)
    {
        foreach (Match read in MemberChain().Matches(lambda))
        {
            // What is called is no value.
            var count = read.Groups[2].Captures.Count - (read.Groups[3].Success ? 1 : 0);
            if (read.Groups[1].Value == parameter && count > 0)
            {
                yield return [.. read.Groups[2].Captures.Take(count).Select(member => member.Value)];
            }
        }
    }

    [GeneratedRegex(@"\A\s*(?:static\s+)?\(?\s*(?:[\w.<>?]+\s+)?(\w+)\s*(?:,[^)]*)?\)?\s*=>", RegexOptions.CultureInvariant)]
    private static partial Regex Parameter();

    [GeneratedRegex(@"(?<![\w.])(\w+)(?:[?!]*\.(\w+))+(\()?", RegexOptions.CultureInvariant)]
    private static partial Regex MemberChain();
}
