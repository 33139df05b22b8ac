using System.Text.Json;
using Automation.Conditions;
using Automation.Templates;
using BenchmarkDotNet.Attributes;

namespace Automation.Benchmarks.Micro;

/// <summary>Asking a condition: one comparison, a number, a pattern, a group of ten.</summary>
[Config(typeof(MicroConfig))]
public class ConditionBenchmarks
{
    private static readonly RootValues Values = new()
    {
        [ValueRoot.Input] = JsonElement.Parse("""{"kind":"sprite","amount":140.50,"name":"hero-idle-01"}"""),
    };

    private readonly Condition _equals = Condition.Parse(JsonElement.Parse("""{"field":"input.kind","operator":"equals","value":"sprite"}"""));
    private readonly Condition _greater = Condition.Parse(JsonElement.Parse("""{"field":"input.amount","operator":"greater_than","value":100}"""));
    private readonly Condition _matches = Condition.Parse(JsonElement.Parse("""{"field":"input.name","operator":"matches","value":"^hero-[a-z]+-\\d+$"}"""));
    private readonly Condition _group = Condition.Parse(JsonSerializer.SerializeToElement(new
    {
        all = Enumerable.Range(0, 10).Select(number => new { field = "input.kind", @operator = "not_equals", value = $"mesh-{number}" }),
    }));

    [Benchmark(Baseline = true)]
    public bool EqualsText() => _equals.Evaluate(Values);

    [Benchmark]
    public bool GreaterThan() => _greater.Evaluate(Values);

    [Benchmark]
    public bool Matches() => _matches.Evaluate(Values);

    [Benchmark]
    public bool GroupOfTen() => _group.Evaluate(Values);
}
