using System.Text.Json;
using Automation.Ids;
using Automation.Intake;
using Automation.Json;
using Automation.Matching;
using Automation.Storage;
using BenchmarkDotNet.Attributes;

namespace Automation.Benchmarks.Micro;

/// <summary>
/// What accepting an event decides before its commit, with 100 rules in one scope and with 100,000 in 1,000 scopes: the door's check, finding the rules
/// that listen, asking their gates, and the first decisions of the runs that follow. The cost grows with the rules that could match, not with all of them.
/// </summary>
[Config(typeof(MicroConfig))]
public class MatchingBenchmarks
{
    private const int RulesPerScope = 100;
    private const int EventTypes = 20;

    private readonly byte[] _payload = """{"kind":"sprite","amount":40}"""u8.ToArray();
    private readonly IdGenerator _ids = new(TimeProvider.System);
    private RunPlanner _planner = null!;
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
                var json = $$$"""
                    { "name": "rule-{{{number}}}", "triggers": [ { "type": "event", "config": { "event": "type.{{{number % EventTypes}}}" } } ],
                      "conditions": { "field": "input.amount", "operator": "greater_than", "value": {{{number}}} },
                      "steps": [ { "id": "a", "type": "x.do", "config": { "kind": "{{ input.kind }}", "text": "{{ input.kind }} {{ input.amount }}" } } ] }
                    """;
                await store.SaveRuleAsync(
                    new RuleSave { Rule = new() { Scope = scope, Name = $"rule-{number}", Version = 0, Hash = $"{number:x32}", Enabled = true, Json = json, SavedAt = default } },
                    CancellationToken.None);
            }
        }

        _directory = new RuleDirectory([], store, new Definitions.Json.RuleJsonReader(), JsonSerializerOptions.Web);
        _planner = new RunPlanner(_ids, new EventCatalog([]), JsonSerializerOptions.Web, askTwice: false);
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
        if (!JsonGate.Check(_payload).IsValid)
        {
            throw new InvalidOperationException("The payload was refused.");
        }

        var payload = JsonElement.Parse(_payload);
        var type = $"type.{turn % EventTypes}";
        var id = new AutomationEventId(_ids.Next());
        var @event = new EventRecord { Id = id, Scope = scope, Type = type, Payload = _payload, At = default, Root = id };
        var bytes = 0;
        foreach (var candidate in index.ByEvent[type])
        {
            var seen = _planner.ScopeOf(candidate.Rule, candidate.Rule.Triggers[0], @event, payload, "UTC");
            if (candidate.Rule.When!.Evaluate(seen, out _))
            {
                bytes += _planner.Plan(candidate.Rule, seen, @event).Record.Next.Length;
            }
        }

        return bytes;
    }
}
