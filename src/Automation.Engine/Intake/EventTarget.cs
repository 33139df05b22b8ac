using Automation.Definitions;
using Automation.Settings;

namespace Automation.Intake;

/// <summary>The only rule that an event is for, and the trigger that it came by.</summary>
/// <param name="Rule">The rule, as the scope has it.</param>
/// <param name="Trigger">The trigger.</param>
internal sealed record EventTarget(ScopedRule Rule, TriggerDefinition Trigger);
