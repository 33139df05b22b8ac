using System.Text.Json;
using Automation.Templates;

namespace Automation.Definitions;

/// <summary>What a run's scope shows, as the data that templates and conditions read.</summary>
/// <remarks>Values of the run are handed on as they are; JSON is made only of what has no JSON of its own, and only when it is asked for.</remarks>
/// <param name="scope">The scope.</param>
internal sealed class RunScopeValues(IRunScope scope) : IValueSource
{
    public bool TryGetDocument(ValuePath path, out JsonElement value, out int used)
    {
        var names = path.Segments;
        (value, used) = path.Root switch
        {
            ValueRoot.Input => (scope.Input, 0),
            ValueRoot.Parameters => (scope.Parameters, 0),
            ValueRoot.Scope => (TemplateJson.Text(scope.Scope), 0),
            ValueRoot.Trigger when names is [{ Name: PathNames.Data }, ..] => (scope.TriggerData, 1),
            ValueRoot.Trigger => (names.IsEmpty ? ScopeJson.TriggerWithData(scope) : ScopeJson.Trigger(scope.Trigger), 0),
            ValueRoot.Items when names is [var loop, ..] && scope.TryGetItem(loop.Name, out var item) => (item, 1),
            ValueRoot.Steps when names is [var step, { Name: PathNames.Output }, ..] && scope.TryGetOutput(step.Name, out var output) => (output, 2),
            ValueRoot.Steps when names is [var step, { Name: PathNames.Outcome }, .. var rest] && scope.TryGetOutcome(step.Name, out var outcome) =>
                OutcomeOf(outcome, rest),
            ValueRoot.Failure when scope.Failure is { } failure => (ScopeJson.Error(failure), 0),
            _ => (default, 0),
        };
        return value.ValueKind != JsonValueKind.Undefined;
    }

    private static (JsonElement Value, int Used) OutcomeOf(NodeOutcome outcome, ReadOnlySpan<PathSegment> rest) => rest switch
    {
        [{ Name: PathNames.Succeeded }, ..] => (ScopeJson.Boolean(outcome.Succeeded), 3),
        [{ Name: PathNames.Result }, ..] => (outcome.Output, 3),
        [{ Name: PathNames.Error }, ..] => (outcome.Error is null ? ScopeJson.Null : ScopeJson.Error(outcome.Error), 3),
        _ => (ScopeJson.Outcome(outcome), 2),
    };
}
