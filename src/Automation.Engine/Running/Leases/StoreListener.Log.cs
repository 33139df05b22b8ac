using Microsoft.Extensions.Logging;

namespace Automation.Running.Leases;

internal sealed partial class StoreListener
{
    [LoggerMessage(50, LogLevel.Warning, "The store's news are not heard; work of other processes is found by polling. Tried again in {Delay}.")]
    private partial void LogNotListening(TimeSpan delay, Exception exception);
}
