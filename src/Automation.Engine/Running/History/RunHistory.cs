using System.Collections.ObjectModel;
using System.Text.Json;
using Automation.Definitions;
using Automation.Json;
using Automation.Running.Machine;
using Automation.Storage;
using Microsoft.Extensions.Logging;

namespace Automation.Running.History;

/// <summary>Makes what people see of a run from what is stored of it.</summary>
internal static class RunHistory
{
    public static RunSummary Summary(StoredRunSummary stored) => new()
    {
        Id = stored.Run.Id,
        Scope = stored.Run.Scope,
        Rule = stored.Run.Rule,
        RuleHash = stored.Run.RuleHash,
        Subject = stored.Run.Subject,
        RerunOf = stored.Run.RerunOf,
        Trigger = Trigger(stored.Run),
        Status = stored.EndStatus ?? stored.Live?.State.ToRunStatus() ?? RunStatus.Ready,
        Reason = stored.EndReason ?? ReasonOf(stored.Live),
        CreatedAt = stored.Run.At,
        EndedAt = stored.EndedAt,
    };

    public static RunDetails Details(StoredRun stored, StepList steps)
    {
        var end = stored.Entries.LastOrDefault(entry => entry.RunStatus is not null);
        var approved = stored.Entries.FirstOrDefault(entry => entry.Kind == EntryKind.Approved);
        var input = stored.Run.Input.IsEmpty ? stored.Event?.Payload ?? default : stored.Run.Input;
        return new RunDetails
        {
            Id = stored.Run.Id,
            Scope = stored.Run.Scope,
            Rule = stored.Run.Rule,
            RuleHash = stored.Run.RuleHash,
            Subject = stored.Run.Subject,
            RerunOf = stored.Run.RerunOf,
            Trigger = Trigger(stored.Run),
            Status = end?.RunStatus ?? stored.Live?.State.ToRunStatus() ?? RunStatus.Ready,
            Reason = end?.RunReason ?? ReasonOf(stored.Live),
            CreatedAt = stored.Run.At,
            EndedAt = end?.At,
            Input = input.IsEmpty ? default : StoredJson.Parse(input.Span),
            Steps = steps.ToRecords(),
            TimeZone = stored.Run.TimeZone ?? TimeZones.Utc,
            DueAt = stored.Live?.DueAt,
            EstimatedCost = EstimateOf(stored.Run)?.Cost,
            ApprovedAt = approved?.At,
            ApprovedBy = approved is null ? null : Approval.AuthorOf(approved),
        };
    }

    private static RunEstimate? EstimateOf(RunRecord run)
    {
        try
        {
            return DecisionCodec.EstimateOf(run.Next);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Shown as far as it can be read.
            return null;
        }
    }

    private static string? ReasonOf(LiveRecord? live) => live?.State switch
    {
        LiveState.Queued => "Waits until the run of its rule that is about the same, and came before it, has ended.",
        LiveState.Blocked => "Waits until fewer runs of its rule, or of its scope, are being worked on.",
        _ => live?.Reason,
    };

    /// <summary>The run's steps, as far as its ledger can be read.</summary>
    public static StepList Steps(StoredRun stored, RuleDefinition? rule, IReadOnlyList<LogRecord> log, JsonSerializerOptions json)
    {
        var steps = new StepList(rule);
        try
        {
            steps.AddDecisions(stored.Run.Next);
            foreach (var entry in stored.Entries)
            {
                steps.Add(entry);
                steps.AddDecisions(entry.Next);
            }

            if (stored.Live is null)
            {
                steps.AddActive(ReadOnlyDictionary<string, Work>.Empty);
            }
            else if (rule is not null)
            {
                steps.AddActive(RunMachine.Fold(RunFacts.Of(stored.Run, stored.Event, rule, json, askTwice: false), stored.Entries).Work);
            }
        }
        catch (Exception exception) when (exception is JsonException or LedgerMismatchException or InvalidOperationException or KeyNotFoundException)
        {
            // Shown as far as it can be read; the run itself is parked and says why.
        }

        if (stored.Live is { State: not LiveState.Owned })
        {
            steps.Rest();
        }

        foreach (var line in log.Where(line => line.Level == LogLevel.None))
        {
            steps.AddProgress(line);
        }

        return steps;
    }

    private static TriggerInfo Trigger(RunRecord run) => new() { Kind = run.TriggerKind, Id = run.TriggerId, At = run.At, EventId = run.EventId };
}
