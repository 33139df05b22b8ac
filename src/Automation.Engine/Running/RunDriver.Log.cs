using Microsoft.Extensions.Logging;

namespace Automation.Running;

internal sealed partial class RunDriver
{
    [LoggerMessage(10, LogLevel.Debug, "Run {RunId} of '{Rule}' ended: {Status}. {Reason}")]
    private partial void LogEnded(RunId runId, string rule, RunStatus status, string? reason);

    [LoggerMessage(11, LogLevel.Warning, "Run {RunId} of '{Rule}': step '{Step}' failed, attempt {Attempt}: {Code}. {Message} {Following}")]
    private partial void LogTryFailed(RunId runId, string rule, string step, int attempt, string code, string message, string following);

    [LoggerMessage(12, LogLevel.Warning, "Run {RunId} is no longer ours; nothing more of it is written here.")]
    private partial void LogLost(RunId runId);

    [LoggerMessage(EventId = 13, Message = "Run {RunId} of '{Rule}' is parked: {Reason}")]
    private partial void LogHeld(LogLevel level, RunId runId, string rule, string reason);

    [LoggerMessage(14, LogLevel.Error, "Run {RunId} of '{Rule}' could not be driven on.")]
    private partial void LogBroken(RunId runId, string rule, Exception exception);

    [LoggerMessage(15, LogLevel.Warning, "Run {RunId}: the store did not say whether a handler's transaction was committed; its outcome is read back.")]
    private partial void LogUnknown(RunId runId, Exception exception);

    [LoggerMessage(16, LogLevel.Warning, "Run {RunId}: a handler's transaction could not be committed and was rolled back; the try is made anew.")]
    private partial void LogRolledBack(RunId runId, Exception exception);
}
