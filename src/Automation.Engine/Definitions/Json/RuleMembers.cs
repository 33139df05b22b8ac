namespace Automation.Definitions.Json;

/// <summary>The names of the members of a rule's JSON. They are stored with every rule: never rename one.</summary>
internal static class RuleMembers
{
    public const string Name = "name";
    public const string Description = "description";
    public const string Parameters = "parameters";
    public const string Triggers = "triggers";
    public const string Conditions = "conditions";
    public const string Subject = "subject";
    public const string Guards = "guards";
    public const string Steps = "steps";
    public const string Output = "output";
    public const string OnFailure = "onFailure";

    public const string Id = "id";
    public const string Type = "type";
    public const string Config = "config";
    public const string Input = "input";
    public const string Event = "event";
    public const string Format = "format";
    public const string Default = "default";

    public const string Cron = "cron";
    public const string Daily = "daily";
    public const string Weekly = "weekly";
    public const string Hourly = "hourly";
    public const string Every = "every";
    public const string Monthly = "monthly";
    public const string At = "at";
    public const string Anchor = "anchor";
    public const string TimeZone = "timeZone";
    public const string Missed = "missed";
    public const string MissedAfter = "missedAfter";

    public const string Debounce = "debounce";
    public const string DebounceMaxWait = "debounceMaxWait";
    public const string MaxRunsPerScope = "maxRunsPerScope";
    public const string OnePerSubject = "onePerSubject";
    public const string WhenBusy = "whenBusy";
    public const string MaxQueued = "maxQueued";
    public const string BreakAfter = "breakAfter";
    public const string BreakFor = "breakFor";
    public const string ApprovalAbove = "approvalAbove";
    public const string Budget = "budget";
    public const string BudgetPeriod = "budgetPeriod";
    public const string OptIn = "optIn";
    public const string RequirePreview = "requirePreview";

    public const string Try = "try";
    public const string Retry = "retry";
    public const string Timeout = "timeout";
    public const string Delivery = "delivery";
    public const string RunOn = "runOn";
    public const string MaxAttempts = "maxAttempts";
    public const string Backoff = "backoff";
    public const string Delay = "delay";
    public const string MaxDelay = "maxDelay";
    public const string Jitter = "jitter";

    public const string If = "if";
    public const string Then = "then";
    public const string Else = "else";
    public const string Parallel = "parallel";
    public const string ForEach = "forEach";
    public const string MaxParallel = "maxParallel";
    public const string MaxItems = "maxItems";
    public const string Do = "do";
    public const string DelayUntil = "delayUntil";
    public const string WaitFor = "waitFor";
    public const string Where = "where";
    public const string Received = "received";
    public const string TimedOut = "timedOut";
    public const string Stop = "stop";
    public const string Fail = "fail";

    /// <summary>The source text of a lambda; shown, never read.</summary>
    public const string LambdaText = "$code";

    /// <summary>The source text of code in place, where an action has <see cref="Type"/>; shown, never read.</summary>
    public const string CodeText = "code";
}
