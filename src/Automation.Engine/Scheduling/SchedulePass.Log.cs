using Microsoft.Extensions.Logging;

namespace Automation.Scheduling;

internal sealed partial class SchedulePass
{
    [LoggerMessage(93, LogLevel.Error, "The schedules could not be looked at; they are looked at again in {Delay}.")]
    private partial void LogPassFailed(TimeSpan delay, Exception exception);

    [LoggerMessage(94, LogLevel.Warning, "Rule '{Rule}': schedule '{Trigger}' of scope '{Scope}' is due and is left to another host: {Reason}")]
    private partial void LogLeft(string rule, string trigger, string scope, string reason);

    [LoggerMessage(95, LogLevel.Error, "The scopes in which schedules are due could not be listed; they are asked for again in {Delay}.")]
    private partial void LogLookFailed(TimeSpan delay, Exception exception);

    [LoggerMessage(96, LogLevel.Error, "Rule '{Rule}': the occurrence of schedule '{Trigger}' in scope '{Scope}' could not be accepted; it is tried again in {Delay}.")]
    private partial void LogNotFired(string rule, string trigger, string scope, TimeSpan delay, Exception exception);
}
