using Microsoft.Extensions.Logging;

namespace Automation.Hosting;

internal sealed partial class AutomationEngine
{
    [LoggerMessage(30, LogLevel.Information, "Automation started with {Rules} rules on store '{Store}'; this process works on runs: {Works}.")]
    private partial void LogStarted(int rules, string store, bool works);

    [LoggerMessage(31, LogLevel.Warning, "Another process works on the runs of store '{Store}'. This one publishes and reads, and tries again with every heartbeat.")]
    private partial void LogOtherWorks(string store);

    [LoggerMessage(32, LogLevel.Critical, "This process lost its right to work on runs; another one took over. It publishes and reads, and tries to join again with every heartbeat.")]
    private partial void LogFenced(Exception exception);

    [LoggerMessage(33, LogLevel.Error, "The node could not leave the store in good order; its runs will be taken over.")]
    private partial void LogLeaveFailed(Exception exception);

    [LoggerMessage(34, LogLevel.Critical, "The loop that takes runs ended unexpectedly. Restart the host.")]
    private partial void LogLoopFailed(Exception exception);

    [LoggerMessage(35, LogLevel.Warning, "Rule '{Rule}': trigger '{Trigger}' is of kind {Kind}, which this version stores and shows but does not fire. Start the rule by hand.")]
    private partial void LogTriggerNotFired(string rule, string trigger, TriggerKind kind);

    [LoggerMessage(36, LogLevel.Warning, "Rule '{Rule}' has guards (debounce, limits, opt-in), which this version stores and shows but does not enforce.")]
    private partial void LogGuardsNotEnforced(string rule);

    [LoggerMessage(37, LogLevel.Error, "This process could not join to work on runs; it publishes and reads, and tries again with the next heartbeat.")]
    private partial void LogJoinFailed(Exception exception);
}
