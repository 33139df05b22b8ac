using Microsoft.Extensions.Logging;

namespace Automation.Debouncing;

internal sealed partial class DebouncePass
{
    [LoggerMessage(100, LogLevel.Error, "The events that wait for quiet could not be looked at; they are looked at again in {Delay}.")]
    private partial void LogPassFailed(TimeSpan delay, Exception exception);

    [LoggerMessage(101, LogLevel.Warning, "Rule '{Rule}': the events about '{Subject}' in scope '{Scope}' are due and are left to another host: {Reason}")]
    private partial void LogLeft(string rule, string subject, string scope, string reason);

    [LoggerMessage(102, LogLevel.Error, "Rule '{Rule}': the run of the events about '{Subject}' in scope '{Scope}' could not be accepted; it is tried again in {Delay}.")]
    private partial void LogNotEnded(string rule, string subject, string scope, TimeSpan delay, Exception exception);
}
