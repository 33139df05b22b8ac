using System.Collections.Concurrent;

namespace Automation.Client;

/// <summary>Runs many runs again, each for itself: one that is refused is no trouble of the others.</summary>
internal sealed class BulkRerun(Func<RunId, Task<RerunResult>> rerun)
{
    /// <summary>Of a caller without a key.</summary>
    public const string Key = "rerun-all";

    private readonly ConcurrentDictionary<RunId, string> _refused = [];
    private int _started;
    private int _repeated;

    /// <returns>Whether there is a new run.</returns>
    public async Task<bool> TryAsync(RunId runId)
    {
        try
        {
            var result = await rerun(runId).ConfigureAwait(false);
            _ = result.Duplicate ? Interlocked.Increment(ref _repeated) : Interlocked.Increment(ref _started);
            return !result.Duplicate;
        }
        catch (Exception exception) when (exception is RerunRefusedException or RunNotFoundException or RuleNotFoundException or EventRejectedException or RuleBusyException or OverBudgetException)
        {
            _refused[runId] = exception.Message;
            return false;
        }
    }

    public BulkRerunResult ResultOf(int matched) => new() { Matched = matched, Started = _started, Repeated = _repeated, Refused = _refused };
}
