namespace Automation.Storage;

/// <summary>Applies a <see cref="SignalOperation"/>.</summary>
internal static class SignalStep
{
    public static SignalResult Apply(InMemoryDatabase data, CommitBatch batch, SignalOperation operation)
    {
        if (data.Runs.Find(operation.Scope, operation.RunId) is not { } run)
        {
            return new SignalResult { Status = SignalStatus.NotFound };
        }

        if (run.Live is null)
        {
            return new SignalResult { Status = SignalStatus.Ended };
        }

        Signals.Add(data, run, Copies.Of(operation.Signal));
        return new SignalResult
        {
            Status = SignalStatus.Delivered,
            MadeReady = Signals.Wake(data, run, operation.WakesHeld, operation.Signal.Key.Kind == SignalKind.Cancel),
            Notify = run.IsOwnedBy(batch.Node),
        };
    }
}
