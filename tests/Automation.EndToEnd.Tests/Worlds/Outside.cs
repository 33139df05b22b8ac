using System.Collections.Concurrent;
using System.Text.Json;

namespace Automation.EndToEnd.Worlds;

/// <summary>The world that handlers act upon. It survives every crash. Thread-safe.</summary>
internal sealed class Outside(CommitWitness witness)
{
    private readonly ConcurrentQueue<Call> _calls = new();
    private int _polls;

    public IReadOnlyList<Call> Calls => [.. _calls];

    /// <summary>What a handler answers; null for the name with the text.</summary>
    public Func<Work, StepContext, CancellationToken, Task<string>>? Behaviour { get; set; }

    /// <summary>The jobs that were started, by name.</summary>
    public ConcurrentDictionary<string, CompletionToken> Jobs { get; } = new();

    /// <summary>The letters that came, in their order.</summary>
    public ConcurrentQueue<string> Box { get; } = new();

    /// <summary>Forgets the calls so far.</summary>
    public void Forget() => _calls.Clear();

    /// <summary>Counts a poll, and says how many there were with it.</summary>
    public int Poll() => Interlocked.Increment(ref _polls);

    public void Record(object action, string name, StepContext context, JsonSerializerOptions json)
    {
        var input = JsonSerializer.SerializeToElement(action, json);
        if (context.IdempotencyKey != $"{context.RunId}/{context.Path}")
        {
            witness.Complain($"The key of step '{context.Path}' is '{context.IdempotencyKey}'.");
        }

        witness.Called(context.IdempotencyKey, input);
        _calls.Enqueue(new Call(context.IdempotencyKey, name, input.GetRawText(), context.Attempt, context.ClaimNumber));
    }
}
