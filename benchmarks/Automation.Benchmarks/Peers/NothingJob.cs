using Quartz;

namespace Automation.Benchmarks.Peers;

/// <summary>A job that does nothing, and counts.</summary>
public sealed class NothingJob : IJob
{
    /// <summary>Called by each of them.</summary>
    public static Action? Done { get; set; }

    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        Done?.Invoke();
        return default;
    }
}
