using Automation.Diagnostics;
using Automation.Previewing;
using Automation.Running.Writing;
using Automation.Storage;

namespace Automation.Running;

/// <summary>Delivers what comes to a run from outside its owner, and wakes whoever must look.</summary>
internal sealed class SignalDelivery(GroupCommitWriter writer, RunNode node, RunDispatcher dispatcher, TimeProvider time, ActivityTracker activity)
{
    public async Task<SignalResult> DeliverAsync(
        string scope, RunId runId, SignalKey key, ReadOnlyMemory<byte> body, bool wakesHeld, CancellationToken cancellationToken)
    {
        PreviewMark.Refuse("telling something to a run");
        cancellationToken.ThrowIfCancellationRequested();
        return await DeliverAsync().WaitAsync(cancellationToken).ConfigureAwait(false);

        async Task<SignalResult> DeliverAsync()
        {
            activity.Enter();
            try
            {
                var result = await writer.SignalAsync(new SignalOperation
                {
                    Scope = scope,
                    RunId = runId,
                    Signal = new SignalRecord(key, body, time.GetUtcNow()),
                    WakesHeld = wakesHeld,
                }).ConfigureAwait(false);
                if (result.Notify)
                {
                    node.Wake(runId);
                }

                if (result.MadeReady)
                {
                    dispatcher.Wake();
                }

                return result;
            }
            finally
            {
                activity.Leave();
            }
        }
    }
}
