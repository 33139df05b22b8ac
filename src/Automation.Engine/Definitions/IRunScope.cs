using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Automation.Definitions;

/// <summary>What a binding or condition can see at its place: of an event before a run (no results), or of a run at one node.</summary>
internal interface IRunScope
{
    string Scope { get; }

    string Rule { get; }

    /// <summary>Default before the run exists (When).</summary>
    RunId RunId { get; }

    /// <summary>The scope's time zone, an IANA id.</summary>
    string TimeZone { get; }

    string? Subject { get; }

    TriggerInfo Trigger { get; }

    /// <summary>The raw payload of the trigger; for a manual run the input.</summary>
    JsonElement TriggerData { get; }

    /// <summary>The rule's input. While a trigger's mapping is evaluated: the payload.</summary>
    JsonElement Input { get; }

    /// <summary>The CLR type to read <see cref="Input"/> as; null for a data rule.</summary>
    Type? InputType { get; }

    JsonElement Parameters { get; }

    /// <summary>How values become JSON and back.</summary>
    JsonSerializerOptions Json { get; }

    /// <summary>The output of a node that succeeded and that is visible from here: inside loops, that of the same item. An undefined element when the node succeeded without a result.</summary>
    bool TryGetOutput(string nodeId, out JsonElement output);

    /// <summary>What came of a tried step visible from here.</summary>
    bool TryGetOutcome(string nodeId, [NotNullWhen(true)] out NodeOutcome? outcome);

    /// <summary>The item of an enclosing loop.</summary>
    bool TryGetItem(string loopId, out JsonElement item);

    /// <summary>The failure that the enclosing OnFailure block handles; null outside of one.</summary>
    StepError? Failure { get; }
}
