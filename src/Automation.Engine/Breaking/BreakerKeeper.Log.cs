using Microsoft.Extensions.Logging;

namespace Automation.Breaking;

internal sealed partial class BreakerKeeper
{
    [LoggerMessage(150, LogLevel.Error, "Rule '{Rule}' failed {Failures} times in a row in scope '{Scope}' and rests until {Until}. The verdicts of its events say the last failure.")]
    private partial void LogOpened(string rule, string scope, int failures, DateTimeOffset until);

    [LoggerMessage(151, LogLevel.Information, "Rule '{Rule}' starts again in scope '{Scope}': its breaker is closed.")]
    private partial void LogClosed(string rule, string scope);

    [LoggerMessage(152, LogLevel.Warning, "Rule '{Rule}': whether its breaker opens in scope '{Scope}' could not be found out; the next failure asks again.")]
    private partial void LogNotLookedAt(string rule, string scope, Exception exception);

    [LoggerMessage(153, LogLevel.Information, "Rule '{Rule}' rested in scope '{Scope}', and one run is let through.")]
    private partial void LogTrial(string rule, string scope);
}
