namespace Automation.Diagnostics;

/// <summary>How one of the loops is that keep the host at work: whether it fails time after time, and whether it ended. The loop says so, and the health check asks.</summary>
/// <param name="work">What it does, as a sentence begins: <c>Firing schedules</c>.</param>
/// <param name="patience">How long it may fail before that is trouble: once is none.</param>
/// <param name="time">The clock.</param>
/// <remarks>Thread-safe. Said by one at a time.</remarks>
internal sealed class LoopState(string work, TimeSpan patience, TimeProvider time)
{
    private volatile Failure? _failure;

    public string Work => work;

    /// <summary>A pass went well: what was before is forgotten.</summary>
    public void Succeeded() => _failure = null;

    /// <summary>A pass failed; there will be another one.</summary>
    public void Failed(Exception fault) => _failure = new Failure(_failure?.Since ?? time.GetTimestamp(), fault, _failure is { HasEnded: true });

    /// <summary>The loop itself ended against all expectation.</summary>
    public void Ended(Exception fault) => _failure = new Failure(_failure?.Since ?? time.GetTimestamp(), fault, HasEnded: true);

    /// <summary>What is wrong with it; null when nothing is, or not for long.</summary>
    public LoopTrouble? Look()
    {
        if (_failure is not { } failure)
        {
            return null;
        }

        var since = time.GetElapsedTime(failure.Since);
        return failure.HasEnded ? new LoopTrouble($"{work} ended unexpectedly and has not gone well since.", true, failure.Fault)
            : since >= patience ? new LoopTrouble($"{work} has failed for {(long)since.TotalSeconds} seconds, each time that it was tried.", false, failure.Fault)
            : null;
    }

    private sealed record Failure(long Since, Exception Fault, bool HasEnded);
}
