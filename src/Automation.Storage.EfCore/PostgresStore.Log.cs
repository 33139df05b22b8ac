using Microsoft.Extensions.Logging;

namespace Automation.Storage;

internal sealed partial class PostgresStore
{
    [LoggerMessage(3, LogLevel.Warning, "A commit of {Count} operations was rolled back because of another transaction, and is sent again: {Message}")]
    private partial void LogConflict(int count, string message);
}
