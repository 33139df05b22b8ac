using Microsoft.Extensions.Logging;

namespace Automation.Scheduling;

internal sealed partial class SharedSchedules
{
    [LoggerMessage(90, LogLevel.Warning, "Rule '{Rule}' has a schedule, and no scope is named in which it is due. Add scopes to AutomationOptions.Scopes, or register an IScopeDirectory.")]
    private partial void LogNoScopes(string rule);

    [LoggerMessage(91, LogLevel.Error, "Rule '{Rule}': schedule '{Trigger}' is not due in scope '{Scope}', since it is faulty there: {Fault}")]
    private partial void LogFaulty(string rule, string trigger, string scope, string fault);

    [LoggerMessage(92, LogLevel.Information, "{Count} schedules of rules or scopes that no host has any more were removed: they had been due for {Days} days.")]
    private partial void LogRemoved(int count, double days);
}
