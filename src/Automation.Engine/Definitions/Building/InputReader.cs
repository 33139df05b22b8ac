using System.Text.Json;

namespace Automation.Definitions;

/// <summary>Reads the values that come from outside a run.</summary>
internal static class InputReader
{
    /// <summary>The rule's input, as the type that the engine knows it by.</summary>
    public static TInput Read<TInput>(IRunScope scope) => scope.Input.Deserialize(scope.InputType ?? typeof(TInput), scope.Json) is TInput input
        ? input
        : throw new InvalidOperationException($"The input of rule '{scope.Rule}' is null; {TypeText.Of(typeof(TInput))} is needed.");

    /// <summary>The payload of the trigger whose mapping is evaluated.</summary>
    public static TPayload ReadPayload<TPayload>(IRunScope scope) => scope.TriggerData.Deserialize<TPayload>(scope.Json) is { } payload
        ? payload
        : throw new InvalidOperationException($"The payload for rule '{scope.Rule}' is null; {TypeText.Of(typeof(TPayload))} is needed.");
}
