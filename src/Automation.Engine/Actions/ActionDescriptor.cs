using System.Text.Json;

namespace Automation.Actions;

/// <summary>A kind of action: its record, its result, and how to call its handler.</summary>
internal abstract class ActionDescriptor
{
    public required string Name { get; init; }

    /// <summary>The action's record.</summary>
    public required Type ActionType { get; init; }

    /// <summary>The result; null when there is none.</summary>
    public Type? ResultType { get; init; }

    /// <summary>The handler's class, for messages.</summary>
    public required Type HandlerType { get; init; }

    /// <summary>Whether the handler only starts work that is completed by token.</summary>
    public required bool Deferred { get; init; }

    /// <summary>The context of the host in whose transaction the handler works; null for none.</summary>
    public Type? TransactionOf { get; set; }

    /// <summary>The action in words, for messages.</summary>
    public string Words => field ??= $"action '{Name}'";

    /// <summary>Calls the handler once, from a fresh DI scope's services.</summary>
    /// <returns>The result (undefined when there is none), or for a deferred action the job's id as a JSON string.</returns>
    public abstract ValueTask<JsonElement> InvokeAsync(
        IServiceProvider services, JsonElement config, JsonSerializerOptions json, StepContext context, CancellationToken cancellationToken);
}
