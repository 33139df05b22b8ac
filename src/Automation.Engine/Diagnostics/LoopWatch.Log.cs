using Microsoft.Extensions.Logging;

namespace Automation.Diagnostics;

internal sealed partial class LoopWatch
{
    [LoggerMessage(34, LogLevel.Critical, "{Work} ended unexpectedly, and is begun again. Restart the host if it ends again.")]
    private partial void LogEnded(string work, Exception exception);
}
