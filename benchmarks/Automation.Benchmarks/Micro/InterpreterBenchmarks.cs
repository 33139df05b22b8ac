using System.Text.Json;
using Automation.Definitions;
using Automation.Ids;
using Automation.Running.Machine;
using Automation.Storage;
using BenchmarkDotNet.Attributes;

namespace Automation.Benchmarks.Micro;

/// <summary>The interpreter: a run of three steps from its creation to its end, and loops of growing length (the time per item must not grow).</summary>
[Config(typeof(MicroConfig))]
public class InterpreterBenchmarks
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly byte[] Body = """{"output":"done"}"""u8.ToArray();

    private readonly RuleDefinition _straight = Rules.Read("""
        { "name": "straight", "triggers": [ { "type": "manual" } ], "steps": [
            { "id": "a", "type": "x.do", "config": { "order": "{{ input.order }}" } },
            { "id": "b", "type": "x.do", "config": { "order": "{{ steps.a.output }}" } },
            { "id": "c", "type": "x.do", "config": { "order": "{{ steps.b.output }}" } } ] }
        """);

    private readonly RuleDefinition _loop = Rules.Read("""
        { "name": "loop", "triggers": [ { "type": "manual" } ], "steps": [
            { "id": "each", "forEach": "{{ input.items }}", "maxParallel": 8, "maxItems": 10000,
              "do": [ { "id": "one", "type": "x.do", "config": { "item": "{{ items.each }}" } } ] } ] }
        """);

    [Benchmark(Baseline = true)]
    public int ThreeSteps() => Run(_straight, JsonElement.Parse("""{"order":"o-1"}"""), ["a", "b", "c"]);

    [Benchmark]
    public int Loop100() => Run(_loop, Items(100), Paths(100));

    [Benchmark]
    public int Loop1000() => Run(_loop, Items(1_000), Paths(1_000));

    [Benchmark]
    public int Loop10000() => Run(_loop, Items(10_000), Paths(10_000));

    private static IEnumerable<string> Paths(int count) => Enumerable.Range(0, count).Select(index => $"one/{index}");

    private static JsonElement Items(int count) => JsonSerializer.SerializeToElement(new { items = Enumerable.Range(0, count) });

    private static int Run(RuleDefinition rule, JsonElement input, IEnumerable<string> paths)
    {
        var machine = new RunMachine(new RunFacts
        {
            Run = new RunRecord
            {
                Id = new RunId(new IdGenerator(TimeProvider.System).Next()),
                Scope = "bench",
                Rule = rule.Name,
                RuleHash = "",
                TriggerKind = TriggerKind.Manual,
                TriggerId = "manual",
                At = Now,
            },
            Rule = rule,
            Trigger = new TriggerInfo { Kind = TriggerKind.Manual, Id = "manual", At = Now },
            TriggerData = input,
            Input = input,
            InputType = null,
            Parameters = rule.ParameterDefaults,
            Json = JsonSerializerOptions.Web,
            TimeZone = "UTC",
            AskTwice = false,
        });
        machine.Start();
        var bytes = machine.TakeDecisions().Length;
        foreach (var path in paths)
        {
            machine.Apply(new LedgerEntry
            {
                Path = new StepPath(path),
                Kind = EntryKind.Outcome,
                Sequence = machine.NextSequence,
                Status = StepStatus.Succeeded,
                At = Now,
                Body = Body,
            });
            bytes += machine.TakeDecisions().Length;
        }

        return machine.End!.Status == RunStatus.Succeeded ? bytes : throw new InvalidOperationException("The run did not succeed.");
    }
}
