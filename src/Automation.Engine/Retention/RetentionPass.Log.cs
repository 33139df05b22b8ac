using Microsoft.Extensions.Logging;

namespace Automation.Retention;

internal sealed partial class RetentionPass
{
    [LoggerMessage(110, LogLevel.Information, "Retention deleted runs that succeeded: {Succeeded}, failed: {Failed}, were cancelled: {Cancelled}, with {Entries} results and {LogLines} lines of log; events: {Events}; keys: {Keys}; closed suggestions: {Suggestions}.")]
    private partial void LogDeleted(long succeeded, long failed, long cancelled, long entries, long logLines, long events, long keys, long suggestions);

    [LoggerMessage(111, LogLevel.Warning, "Old history could not be deleted; the next try is in {Interval}.")]
    private partial void LogPassFailed(TimeSpan interval, Exception exception);

    [LoggerMessage(112, LogLevel.Warning, "The host's scope directory did not say how long the history of scope '{Scope}' is kept: nothing of it was deleted.")]
    private partial void LogScopeKept(string scope, Exception exception);
}
