using System.Text.Json.Serialization;

namespace Automation;

/// <summary>What happens while a rule is busy. The names are stored.</summary>
[JsonConverter(typeof(WordJsonConverter<WhenBusy>))]
public enum WhenBusy
{
    /// <summary>The run waits, and begins in the order of acceptance. <see cref="GuardOptions.MaxQueued"/> says how many may.</summary>
    Queue = 1,

    /// <summary>There is no run: the verdict is <see cref="VerdictReason.Busy"/>, a manual start throws <see cref="RuleBusyException"/>.</summary>
    Skip = 2,

    /// <summary>
    /// The run that is at work is cancelled, and so are those that wait; this one begins when the one at work has ended. For rules with <see cref="GuardOptions.OnePerSubject"/>,
    /// or with one run per scope at most.
    /// </summary>
    Replace = 3,

    /// <summary>Runs do not wait for each other. For rules without limits, where it says the same as the default.</summary>
    Parallel = 4,
}
