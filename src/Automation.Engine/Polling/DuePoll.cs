using System.Text.Json;
using Automation.Storage;

namespace Automation.Polling;

/// <summary>A poll that is due.</summary>
/// <param name="Record">Its schedule as it was read.</param>
/// <param name="Trigger">The trigger type.</param>
/// <param name="Config">What the rule says, with the scope's parameters.</param>
/// <param name="Spec">The same as it is stored.</param>
/// <param name="Setting">The revision of what the scope has set for the rule.</param>
internal sealed record DuePoll(ScheduleRecord Record, PollDescriptor Trigger, JsonElement Config, string Spec, int Setting)
{
    public (string Scope, string Rule, string Trigger) Key => (Record.Scope, Record.Rule, Record.Trigger);

    /// <summary>The beginning: whoever finds the schedule finds it again when this poll must be over.</summary>
    public ScheduleAdvance Begin(DateTimeOffset until) => Advance(Record.NextDue!.Value, until, isHeld: false, null);

    /// <summary>The end of what began.</summary>
    public ScheduleAdvance End(DateTimeOffset until, DateTimeOffset next, PollState? state) => Advance(until, next, isHeld: true, state);

    private ScheduleAdvance Advance(DateTimeOffset seen, DateTimeOffset next, bool isHeld, PollState? state) =>
        new() { Rule = Record.Rule, Trigger = Record.Trigger, Seen = seen, IsHeld = isHeld, Next = next, Spec = Spec, Setting = Setting, Cursor = state?.Write() };
}
