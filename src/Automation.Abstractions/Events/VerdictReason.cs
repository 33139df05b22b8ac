using System.Text.Json.Serialization;

namespace Automation;

/// <summary>Why a rule ran, or did not run, for an event. The numbers are stored.</summary>
// A store keeps the reasons of an event that are not dull as bits of an int: a number of 31 or more needs another column, and a reason that becomes dull, or is so no more, needs the column filled anew.
[JsonConverter(typeof(WordJsonConverter<VerdictReason>))]
public enum VerdictReason
{
    /// <summary>A run was created.</summary>
    Ran = 1,

    /// <summary>The rule's condition was false.</summary>
    ConditionFalse = 2,

    /// <summary>A filter, the condition, the subject or the mapping of the trigger threw, or a payload that came as JSON does not fit the rule's class; the detail says what, with the values seen. What makes a step's input is asked in the run, and fails the step.</summary>
    Faulted = 3,

    /// <summary>The rule is disabled in this scope.</summary>
    Disabled = 4,

    /// <summary>The occurrence of a schedule came due while no host was there to see it, and such ones are passed over.</summary>
    Missed = 5,

    /// <summary>Too many runs lie between the event and the one that began the chain: rules start each other in a circle. See <c>AutomationOptions.MaxChainDepth</c>.</summary>
    SuppressedLoop = 6,

    /// <summary>The rule is paused in this scope; the detail says until when.</summary>
    Paused = 7,

    /// <summary>The scope opted out, or did not opt in to a rule that needs it.</summary>
    OptedOut = 8,

    /// <summary>A person has the subject in hand; the detail says who, since when, and why. See <see cref="IScopedAutomation.OverrideSubjectAsync"/>.</summary>
    Overridden = 9,

    /// <summary>The event waits with others until its subject is quiet, and then the last one starts the run that the verdict names. See <c>GuardOptions.Debounce</c>.</summary>
    Debounced = 10,

    /// <summary>The rule was busy, and it does not let further runs wait, or not as many. The detail has the run that stood in the way, and since when. See <c>GuardOptions.WhenBusy</c>.</summary>
    Busy = 11,

    /// <summary>The rule failed too often in a row, and rests; the detail says until when, and why it failed. See <c>GuardOptions.BreakAfter</c>.</summary>
    BreakerOpen = 12,

    /// <summary>A budget has not enough left for what the run may cost; the detail has the numbers, and when the next period begins. See <c>GuardOptions.Budget</c>.</summary>
    OverBudget = 13,

    /// <summary>Somebody cancelled the events while they waited for quiet; the detail says who, and why. See <see cref="IScopedAutomation.CancelDebouncedAsync(string, string?, string?, string?, CancellationToken)"/>.</summary>
    Cancelled = 14,
}
