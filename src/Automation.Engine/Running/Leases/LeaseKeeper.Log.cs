using Microsoft.Extensions.Logging;

namespace Automation.Running.Leases;

internal sealed partial class LeaseKeeper
{
    [LoggerMessage(40, LogLevel.Warning, "Another process works on the runs of store '{Store}'. This one publishes and reads, and tries again with every heartbeat.")]
    private partial void LogOtherWorks(string store);

    [LoggerMessage(41, LogLevel.Error, "Node {Node} no longer holds its lease: {Reason} It has stopped its runs, publishes and reads, and goes on when the store renews the lease or lets it join anew.")]
    private partial void LogPaused(long node, string reason, Exception? exception);

    [LoggerMessage(42, LogLevel.Information, "Node {Node} holds its lease again and goes on with its runs.")]
    private partial void LogResumed(long node);

    [LoggerMessage(43, LogLevel.Error, "Node {Node} was taken for dead, and another one has its runs. This process joins anew.")]
    private partial void LogTakenOver(long node);

    [LoggerMessage(44, LogLevel.Error, "The store did not answer the heartbeat of this process; it is tried again in {Delay}.")]
    private partial void LogBeatFailed(TimeSpan delay, Exception exception);

    [LoggerMessage(45, LogLevel.Error, "The node could not leave the store in good order; its runs will be taken over.")]
    private partial void LogLeaveFailed(Exception exception);
}
