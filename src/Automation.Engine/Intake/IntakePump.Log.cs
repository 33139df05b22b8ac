using Microsoft.Extensions.Logging;

namespace Automation.Intake;

internal sealed partial class IntakePump
{
    [LoggerMessage(80, LogLevel.Error, "The intake could not be read; it is looked at again in {Delay}.")]
    private partial void LogPassFailed(TimeSpan delay, Exception exception);

    [LoggerMessage(81, LogLevel.Warning, "Event {EventId} ('{Type}' of scope '{Scope}'), saved in a transaction of the host, was dropped: its key was used before with another body.")]
    private partial void LogDropped(AutomationEventId eventId, string type, string scope);

    [LoggerMessage(82, LogLevel.Error, "Event {EventId} ('{Type}' of scope '{Scope}'), saved in a transaction of the host, cannot be accepted. It stays in the intake and is tried again in {Pause}.")]
    private partial void LogRefused(AutomationEventId eventId, string type, string scope, TimeSpan pause, Exception exception);
}
