using Microsoft.Extensions.Logging;

namespace Automation.Running;

internal sealed partial class RunDispatcher
{
    [LoggerMessage(20, LogLevel.Error, "A pass that looks for runs to take failed; the next one follows soon.")]
    private partial void LogPassFailed(Exception exception);

    [LoggerMessage(EventId = 21, Message = "Run {RunId} of '{Rule}' is parked: {Reason}")]
    private partial void LogHeld(LogLevel level, RunId runId, string rule, string reason);

    [LoggerMessage(22, LogLevel.Warning, "Run {RunId} is ours in the store but was not worked on; it is taken up anew.")]
    private partial void LogForgotten(RunId runId);

    [LoggerMessage(23, LogLevel.Error, "Run {RunId} of '{Rule}' was claimed but could not be driven; it is taken up anew within a minute.")]
    private partial void LogNotDriven(RunId runId, string rule, Exception exception);

    [LoggerMessage(24, LogLevel.Warning, "Took over {Runs} runs of nodes that died.")]
    private partial void LogTookOver(int runs);
}
