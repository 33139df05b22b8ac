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
}
