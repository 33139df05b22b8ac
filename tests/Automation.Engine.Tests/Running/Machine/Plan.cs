using System.Text.Json;
using Automation.Definitions;
using Automation.Storage;

namespace Automation.Running.Machine;

/// <summary>Short words for definitions.</summary>
internal static class Plan
{
    public static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static Block Block(params Node[] nodes) => new() { Name = "", Nodes = nodes };

    public static Block With(this Block block, Block? onFailure = null, ValueBinding? output = null) =>
        new() { Name = "", Nodes = block.Nodes, OnFailure = onFailure ?? block.OnFailure, Output = output ?? block.Output };

    public static StepNode Step(string id, int attempts = 1, bool tried = false) => new()
    {
        Id = id, Action = "work", Config = Value($"\"{id}\""), Tried = tried, Options = new() { Retry = RetryOptions.Fixed(attempts, TimeSpan.FromMinutes(1)) },
    };

    public static IfNode If(string id, Func<bool> holds, Block then, Block? otherwise = null) =>
        new() { Id = id, Condition = new CodeCondition("c", _ => holds()), Then = then, Else = otherwise };

    public static ParallelNode Parallel(string id, params Block[] branches) =>
        new() { Id = id, Branches = [.. branches.Select((branch, index) => new ParallelBranch($"b{index}", branch))] };

    public static ForEachNode Loop(string id, int items, int parallel, Block body) => new()
    {
        Id = id, Items = Value($"[{string.Join(',', Enumerable.Range(0, items))}]"), Body = body, Options = new() { MaxParallel = parallel, MaxItems = 10_000 },
    };

    public static DelayNode Delay(string id, string span = "PT1H") => new() { Id = id, Value = Value($"\"{span}\""), Until = false };

    public static WaitForNode Wait(string id, Block? received = null, Block? timedOut = null) => new()
    {
        Id = id, EventType = "paid", Subject = Value("\"s\""), Timeout = TimeSpan.FromHours(1), Received = received, TimedOut = timedOut,
    };

    public static EndNode End(string id, bool failed) => new() { Id = id, Failed = failed, Reason = Value("\"because\"") };

    public static ValueBinding Value(string json) => new ConstantBinding(JsonElement.Parse(json));

    /// <summary>What a step, loop or branch gave.</summary>
    public static ValueBinding OutputOf(string id) => new CodeBinding(id, scope => scope.TryGetOutput(id, out var output) ? output : default);

    public static ValueBinding Throws(Action asked) => new CodeBinding("throws", _ =>
    {
        asked();
        throw new InvalidOperationException("The lambda threw.");
    });

    public static RunFacts Facts(Block body, ReadOnlyMemory<byte> next = default)
    {
        var rule = new RuleDefinition { Name = "rule", Form = RuleForm.Code, Triggers = [], Body = body };
        var run = new RunRecord
        {
            Id = new RunId(new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)), Scope = "p", Rule = "rule", RuleHash = "h", TriggerKind = TriggerKind.Manual, TriggerId = "m",
            At = Start, Next = next, Input = "{}"u8.ToArray(),
        };
        return RunFacts.Of(run, null, rule, JsonSerializerOptions.Web, askTwice: false);
    }
}
