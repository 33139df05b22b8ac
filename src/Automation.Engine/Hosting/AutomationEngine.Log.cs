using Microsoft.Extensions.Logging;

namespace Automation.Hosting;

internal sealed partial class AutomationEngine
{
    [LoggerMessage(30, LogLevel.Information, "Automation started with {Rules} rules on store '{Store}'; this process works on runs: {Works}.")]
    private partial void LogStarted(int rules, string store, bool works);

    [LoggerMessage(35, LogLevel.Warning, "Rule '{Rule}': trigger '{Trigger}' {Why} Start the rule by hand.")]
    private partial void LogTriggerNotFired(string rule, string trigger, string why);

    [LoggerMessage(38, LogLevel.Warning, "Rule '{Rule}': schedule '{Trigger}' is due once, at {Instant:O}, which has passed: it fires no more. Name an instant to come, or remove it.")]
    private partial void LogNeverFires(string rule, string trigger, DateTimeOffset instant);

    [LoggerMessage(39, LogLevel.Warning, "Rule '{Rule}': {Why}")]
    private partial void LogNoEffect(string rule, string why);

    [LoggerMessage(EventId = 36, Message = "Live runs and this build: {Finding}")]
    private partial void LogDeployed(LogLevel level, string finding);

    [LoggerMessage(37, LogLevel.Warning, "Live runs were not compared with this build's rules, since the store did not answer, or not so that it could be read.")]
    private partial void LogNotCompared(Exception exception);
}
