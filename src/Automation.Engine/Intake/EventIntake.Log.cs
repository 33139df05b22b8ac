using Microsoft.Extensions.Logging;

namespace Automation.Intake;

internal sealed partial class EventIntake
{
    [LoggerMessage(85, LogLevel.Warning, "Rule '{Rule}' of scope '{Scope}' was not started by event {EventId} ('{Type}'): {Detail}")]
    private partial void LogNotStarted(string rule, string scope, AutomationEventId eventId, string type, string? detail);
}
