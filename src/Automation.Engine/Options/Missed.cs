using System.Text.Json.Serialization;

namespace Automation;

/// <summary>What happens to occurrences that came due while no host was running: those later than <see cref="Schedule.MissedAfter"/>. The names are stored.</summary>
[JsonConverter(typeof(WordJsonConverter<Missed>))]
public enum Missed
{
    /// <summary>They are passed over, with a verdict that says so.</summary>
    Skip = 1,

    /// <summary>One run stands for all that are due by then.</summary>
    RunOnce = 2,

    /// <summary>Each of the last 100 has its run, oldest first; the first of these counts those before.</summary>
    RunAll = 3,
}
