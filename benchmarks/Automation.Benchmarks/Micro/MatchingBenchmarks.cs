using System.Text.Json;
using Automation.Matching;
using Automation.Storage;
using BenchmarkDotNet.Attributes;

namespace Automation.Benchmarks.Micro;

/// <summary>
/// Finding and asking the rules that listen to an event, with 100 rules in one scope and with 100,000 in 1,000 scopes: the cost grows with the rules
/// that could match, not with all of them.
/// </summary>
[Config(typeof(MicroConfig))]
public class MatchingBenchmarks
{
    private const int RulesPerScope = 100;
    private const int EventTypes = 20;

    private readonly JsonElement _payload = JsonElement.Parse("""{"kind":"sprite","amount":140}""");
    private RuleDirectory _directory = null!;
    private string[] _scopes = null!;
    private int _turn;

    [Params(1, 1000)]
    public int Scopes { get; set; }

    [GlobalSetup]
    public void SetUp() => SetUpAsync().GetAwaiter().GetResult();

    private async Task SetUpAsync()
    {
        var store = new InMemoryStore(new InMemoryDatabase());
        await store.OpenAsync(CancellationToken.None);
        _scopes = [.. Enumerable.Range(0, Scopes).Select(number => $"scope-{number}")];
        foreach (var scope in _scopes)
        {
            for (var number = 0; number < RulesPerScope; number++)
            {
                var json = $$"""
                    { "name": "rule-{{number}}", "triggers": [ { "type": "event", "config": { "event": "type.{{number % EventTypes}}" } } ],
                      "conditions": { "field": "input.amount", "operator": "greater_than", "value": {{number}} },
                      "steps": [ { "id": "a", "type": "x.do" } ] }
                    """;
                await store.SaveRuleAsync(
                    new StoredRule { Scope = scope, Name = $"rule-{number}", Version = 0, Hash = $"{number:x32}", Enabled = true, Json = json, SavedAt = default },
                    CancellationToken.None);
            }
        }

        _directory = new RuleDirectory([], store, new Definitions.Json.RuleJsonReader());
        foreach (var scope in _scopes)
        {
            await _directory.ScopeAsync(scope, CancellationToken.None);
        }
    }

    [Benchmark]
    public int MatchOneEvent()
    {
        var turn = _turn++;
        var scope = _scopes[turn % _scopes.Length];
        var index = _directory.ScopeAsync(scope, CancellationToken.None).GetAwaiter().GetResult();
        var passed = 0;
        foreach (var candidate in index.ByEvent[$"type.{turn % EventTypes}"])
        {
            var seen = new TriggerScope
            {
                Scope = scope,
                Rule = candidate.Rule.Name,
                Subject = null,
                Trigger = new TriggerInfo { Kind = TriggerKind.Event, Id = "event", At = default },
                TriggerData = _payload,
                Input = _payload,
                InputType = null,
                Parameters = candidate.Rule.ParameterDefaults,
                Json = JsonSerializerOptions.Web,
            };
            passed += candidate.Rule.When!.Evaluate(seen, out _) ? 1 : 0;
        }

        return passed;
    }
}
