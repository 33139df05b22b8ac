using Microsoft.Extensions.Logging;

namespace Automation.Running.Writing;

internal sealed partial class GroupCommitWriter
{
    [LoggerMessage(1, LogLevel.Warning, "The store did not say whether a commit of {Operations} operations was stored; each is read back.")]
    private partial void LogUnknown(int operations, Exception exception);

    [LoggerMessage(2, LogLevel.Error, "The store did not answer a commit of {Operations} operations; what belongs to runs is tried again in {Delay}.")]
    private partial void LogUnavailable(int operations, TimeSpan delay, Exception exception);

    [LoggerMessage(3, LogLevel.Warning, "A commit of {Operations} operations was refused; it is halved until the one that cannot be stored stands alone.")]
    private partial void LogPoison(int operations, Exception exception);

    [LoggerMessage(4, LogLevel.Warning, "Other transactions stood in the way of a commit of {Operations} operations; it is halved until only what they stand in the way of is left.")]
    private partial void LogConflict(int operations, Exception exception);
}
