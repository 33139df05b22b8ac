using Automation.Diagnostics;
using Automation.Previewing;
using Automation.Storage;

namespace Automation.Intake;

/// <summary>What every call at the door has in common.</summary>
internal sealed class IntakeCalls(ActivityTracker activity, AutomationDiagnostics diagnostics)
{
    /// <summary>Does it to the end even if the caller stops waiting: what is committed must be driven. Counts refusals, and says of a store that is away what a caller can do.</summary>
    public Task<T> DoAsync<T>(Func<Task<T>> accept, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }

        var call = RunAsync();
        return cancellationToken.CanBeCanceled ? call.WaitAsync(cancellationToken) : call;

        async Task<T> RunAsync()
        {
            PreviewMark.Refuse("accepting an event or starting a run");
            activity.Enter();
            try
            {
                return await accept().ConfigureAwait(false);
            }
            catch (EventRejectedException rejected)
            {
                diagnostics.OnRejected(rejected.Code);
                throw;
            }
            catch (StoreUnavailableException unavailable)
            {
                // The rules could not be read.
                throw new AutomationUnavailableException("The store did not answer; nothing was stored. Ask again with the same key.", unavailable);
            }
            finally
            {
                activity.Leave();
            }
        }
    }
}
