using System.Globalization;
using Automation.Storage;

namespace Automation.Running.Needs;

/// <summary>What a run needs to go on that another build may have: the name is stored, and asked of every host by <see cref="HostMeans"/>.</summary>
internal static class Need
{
    public const string ActionKind = "action";
    public const string ConditionKind = "condition";
    public const string RuleKind = "rule";
    public const string VersionKind = "version";
    public const string StepKind = "step";
    public const string BuildKind = "build";
    public const string LedgerKind = "ledger";

    public const string PauseKind = RunTransition.Hold.OfTimeOrPeople + "pause";
    public const string ResumeKind = RunTransition.Hold.OfTimeOrPeople + "resume";

    /// <summary>Behind the pauses, which end by themselves.</summary>
    public const string SwitchKind = RunTransition.Hold.OfTimeOrPeople + "switch";

    /// <summary>That somebody approves what the run may cost.</summary>
    public const string Approval = RunTransition.Hold.OfTimeOrPeople + "approval";

    private const string InstantForm = "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'";

    /// <summary>A handler for the action.</summary>
    public static string Action(string name) => $"{ActionKind}:{name}";

    /// <summary>A handler for the condition.</summary>
    public static string Condition(string name) => $"{ConditionKind}:{name}";

    /// <summary>A rule of this name in the host's code.</summary>
    public static string Rule(string name) => $"{RuleKind}:{name}";

    /// <summary>A build that can read this version of a stored rule.</summary>
    public static string Version(string rule, string hash, string scope) => $"{VersionKind}:{rule}#{hash}@{scope}";

    /// <summary>A rule in the host's code that has this step.</summary>
    public static string Step(string rule, string stepId) => $"{StepKind}:{rule}#{stepId}";

    /// <summary>The very code of the rule that the run was last driven with.</summary>
    public static string Build(string rule, string hash) => $"{BuildKind}:{rule}#{hash}";

    /// <summary>A build that knows this kind of ledger row.</summary>
    public static string Ledger(EntryKind kind) => $"{LedgerKind}:{(int)kind}";

    /// <summary>The end of the rule's pause in a scope: in order of the instants, so that the first ones are named first. Without an end it is somebody who resumes the rule.</summary>
    public static string Pause(string rule, string scope, DateTimeOffset? until) => until is { } end
        ? $"{PauseKind}:{end.UtcDateTime.ToString(InstantForm, CultureInfo.InvariantCulture)}#{rule}@{scope}"
        : $"{ResumeKind}:{rule}@{scope}";

    /// <summary>That a rule is switched on in a scope and not paused: somebody does that, and every host sees it.</summary>
    public static string Switch(string rule, string scope) => $"{SwitchKind}:{rule}@{scope}";

    /// <summary>When a pause is over; null for every other need.</summary>
    public static DateTimeOffset? EndOf(string need) =>
        need.StartsWith(PauseKind + ":", StringComparison.Ordinal) && need.IndexOf('#', StringComparison.Ordinal) is var at and >= 0
        && DateTimeOffset.TryParseExact(need[(PauseKind.Length + 1)..at], InstantForm, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var end)
            ? end
            : null;
}
