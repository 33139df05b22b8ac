using Automation.Breaking;
using Automation.Debouncing;
using Automation.Diagnostics;
using Automation.Running;
using Automation.Running.Writing;
using Automation.Storage;
using Microsoft.Extensions.Logging;

namespace Automation.Intake;

/// <summary>Has what the door decided stored in one transaction; what follows from the answer happens here.</summary>
internal sealed partial class AcceptanceWriter(
    GroupCommitWriter writer, RunNode node, RunDispatcher dispatcher, BreakerKeeper breakers, DebounceSeries series, AutomationDiagnostics diagnostics, ILogger<AcceptanceWriter> logger)
{
    /// <summary>Has it stored; then its runs go, or their drivers are dropped.</summary>
    public async Task<AcceptResult> StoreAsync(AcceptOperation accept, List<RunDriver> drivers)
    {
        AcceptResult result;
        try
        {
            result = await writer.AcceptAsync(accept).ConfigureAwait(false);
        }
        catch
        {
            // The store may not have said what it stored. It is not asked at once, since it may be away.
            DropAll(drivers);
            dispatcher.Audit();
            throw;
        }

        if (result.Status == AcceptStatus.Accepted)
        {
            Go(drivers, result, madeReady: accept.Runs.Count > drivers.Count);
        }
        else
        {
            DropAll(drivers);
        }

        return result;
    }

    /// <summary>Has stored what was decided about an event: what follows from it once it is stored; what its runs took is given back when they are not.</summary>
    public async Task<AcceptResult> StoreAsync(AcceptOperation accept, Acceptance decided)
    {
        var result = await StoreAsync(accept, decided.Drivers).ConfigureAwait(false);
        if (result.Status == AcceptStatus.Accepted)
        {
            diagnostics.OnAccepted(decided.Runs.Count);
            series.Expect(decided.Joins);
            LogTroubles(accept.Event!, decided.Verdicts);
        }
        else
        {
            GiveBack(decided);
        }

        return result;
    }

    /// <summary>Answers as the store would when the runs are too many for their chain, without asking it.</summary>
    public AcceptResult Refuse(Acceptance decided)
    {
        DropAll(decided.Drivers);
        GiveBack(decided);
        return new AcceptResult { Status = AcceptStatus.ChainFull, RunsOfRoot = decided.Runs.Count };
    }

    private void GiveBack(Acceptance decided)
    {
        if (decided.Trials.Count > 0)
        {
            breakers.GiveBack(decided.Trials);
        }
    }

    /// <summary>Says which rules did not start for a reason that somebody has to look at.</summary>
    private void LogTroubles(EventRecord @event, List<Verdict> verdicts)
    {
        foreach (var verdict in verdicts)
        {
            if (verdict.Reason is VerdictReason.SuppressedLoop or VerdictReason.Faulted)
            {
                // What was seen of the event stays out of the log.
                LogNotStarted(verdict.Rule, @event.Scope, @event.Id, @event.Type, verdict.Reason == VerdictReason.Faulted
                    ? "it could not be decided. WhyAsync of the event says why, and with which values." : verdict.Detail);
            }
        }
    }

    private void Go(List<RunDriver> drivers, AcceptResult result, bool madeReady)
    {
        foreach (var driver in drivers)
        {
            if (result.Blocked.Contains(driver.Id))
            {
                // It waits for a permit, and any node may claim it then.
                driver.Drop();
            }
            else if (!driver.Begin())
            {
                // The lease was lost and held again while the commit was under way.
                dispatcher.Audit();
                dispatcher.Wake();
            }
        }

        foreach (var runId in result.Notify)
        {
            node.Wake(runId);
        }

        if (result is { MadeReady: true, Blocked.Count: > 0 })
        {
            // So says an answer that was lost: what was dropped here may be ours in the store.
            dispatcher.Audit();
        }

        if (result.MadeReady || madeReady)
        {
            dispatcher.Wake();
        }
    }

    private static void DropAll(List<RunDriver> drivers)
    {
        foreach (var driver in drivers)
        {
            driver.Drop();
        }
    }

    [LoggerMessage(85, LogLevel.Warning, "Rule '{Rule}' of scope '{Scope}' was not started by event {EventId} ('{Type}'): {Detail}")]
    private partial void LogNotStarted(string rule, string scope, AutomationEventId eventId, string type, string? detail);
}
