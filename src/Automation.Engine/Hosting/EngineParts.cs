using Automation.Breaking;
using Automation.Budgets;
using Automation.Client;
using Automation.Costing;
using Automation.Debouncing;
using Automation.Definitions.Json;
using Automation.Ids;
using Automation.Intake;
using Automation.Matching;
using Automation.Previewing;
using Automation.Retention;
using Automation.Running;
using Automation.Scheduling;
using Automation.Storage;
using Automation.Webhooks;

namespace Automation.Hosting;

/// <summary>What the client reaches of a started engine.</summary>
internal sealed class EngineParts
{
    public required IAutomationStore Store { get; init; }

    public required RuleDirectory Rules { get; init; }

    public required EventIntake Intake { get; init; }

    public required ManualStarts Starts { get; init; }

    public required IdGenerator Ids { get; init; }

    public required WebhookReceiver Webhooks { get; init; }

    /// <summary>Accepts what hosts saved in transactions of their own; null when the store has no intake.</summary>
    public required IntakePump? Pump { get; init; }

    public required SchedulePass Schedules { get; init; }

    public required DebouncePass Debounces { get; init; }

    public required ScheduleFinder ScheduleFinder { get; init; }

    public required SettingEditor Settings { get; init; }

    public required Purger Purger { get; init; }

    /// <summary>How long the host keeps history.</summary>
    public required Previewer Previewer { get; init; }

    public required SignalDelivery Signals { get; init; }

    public required CompletionResults Completions { get; init; }

    public required BreakerKeeper Breakers { get; init; }

    public required BudgetList Budgets { get; init; }

    public required CostEstimator Costs { get; init; }

    /// <summary>Told when something was stored that runs, here or elsewhere, must look at.</summary>
    public required RunDispatcher Dispatcher { get; init; }

    /// <summary>Reads a rule that is to be saved, strictly.</summary>
    public required RuleJsonReader RuleReader { get; init; }
}
