using Microsoft.Extensions.Logging;

namespace Automation.Polling;

internal sealed partial class Poller
{
    [LoggerMessage(120, LogLevel.Warning, "Rule '{Rule}': the poll of trigger '{Trigger}' in scope '{Scope}' failed {Failures} times in a row; the next one is in {Delay}.")]
    private partial void LogFailed(string rule, string trigger, string scope, int failures, TimeSpan delay, Exception exception);

    [LoggerMessage(121, LogLevel.Error, "Rule '{Rule}': trigger '{Trigger}' in scope '{Scope}' found an item that is no event, and passes it over: {Reason}")]
    private partial void LogItemRefused(string rule, string trigger, string scope, string reason);

    [LoggerMessage(122, LogLevel.Error, "Rule '{Rule}': the poll of trigger '{Trigger}' in scope '{Scope}' could not be stored; it is made again with the same cursor.")]
    private partial void LogNotStored(string rule, string trigger, string scope, Exception exception);
}
