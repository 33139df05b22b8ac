using Automation.Actions;
using Automation.Conditions;
using Automation.Costing;
using Automation.Definitions;
using Automation.Intake;
using Automation.Polling;
using Automation.Previewing;

namespace Automation.Hosting;

/// <summary>The rules of this build, sound, and everything that they and data rules can use. Immutable.</summary>
internal sealed class CompiledRules
{
    /// <summary>The rules that are written in C#, in the order of their registration.</summary>
    public required IReadOnlyList<RuleDefinition> Rules { get; init; }

    public required ActionCatalog Actions { get; init; }

    public required PreviewCatalog Previews { get; init; }

    public required CostCatalog Costs { get; init; }

    public required ConditionCatalog Conditions { get; init; }

    /// <summary>The trigger types of the host's that have a poller.</summary>
    public required PollCatalog Polls { get; init; }

    /// <summary>The registered events, and those that the rules use.</summary>
    public required EventCatalog Events { get; init; }

    /// <summary>The names of rule classes.</summary>
    public required IReadOnlyDictionary<Type, string> NamesByClass { get; init; }
}
