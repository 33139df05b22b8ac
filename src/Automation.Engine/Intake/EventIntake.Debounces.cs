using System.Text.Json;
using Automation.Debouncing;
using Automation.Definitions;
using Automation.Json;
using Automation.Matching;
using Automation.Running.Machine;
using Automation.Storage;

namespace Automation.Intake;

internal sealed partial class EventIntake
{
    /// <summary>The stored type of the events that end a series.</summary>
    internal const string DebouncedType = "automation.debounced";

    private readonly DebounceSeries _series = new(ids, time);

    /// <summary>Called when events wait for quiet, with the instant of the first that may be due.</summary>
    public Action<DateTimeOffset>? Debounced { get; set; }

    /// <summary>Ends a series that is due, as far as this host can.</summary>
    public Func<DebounceRecord, Task>? EndsDue { get; set; }

    /// <summary>Ends a series: the event that says so, its run or why there is none, and the end of the series are stored in one transaction.</summary>
    public Task<AcceptStatus> EndSeriesAsync(DueSeries due) => Checked(() => Tracked(() => DecideAsync(due, Refusals.None), CancellationToken.None));

    private async Task<AcceptStatus> DecideAsync(DueSeries due, Refusals refusals)
    {
        var record = due.Record;
        var now = time.GetUtcNow();
        var id = new AutomationEventId(record.RunId.Value);
        var @event = new EventRecord
        {
            Id = id,
            Scope = record.Scope,
            Type = DebouncedType,
            Subject = record.Key.Length == 0 ? null : record.Key,
            Payload = JsonSerializer.SerializeToUtf8Bytes(due.Period, AutomationJson.Default),
            At = now,
            Cause = due.Last?.Cause,
            Root = due.Last?.Root ?? id,
            Depth = due.Last?.Depth ?? 0,
        };
        var decided = new Acceptance();
        await DecideAsync(due, now, await zones.FindAsync(record.Scope).ConfigureAwait(false), refusals, decided).ConfigureAwait(false);
        var result = await StoreAsync(
            new AcceptOperation
            {
                Scope = record.Scope,
                ScopeVersion = due.Index?.Version,
                SharedVersion = due.Index?.SharedVersion,
                MaxRunsPerRoot = MostOf(@event, decided),
                Event = @event with { Verdicts = decided.Verdicts },
                Runs = decided.Runs,
                Debounced = due.End,
            },
            decided).ConfigureAwait(false);
        if (result.Status == AcceptStatus.Accepted)
        {
            _series.Forget(record.Scope, record.Rule, record.Key, record.RunId);
        }

        return Refusals.IsOne(result.Status) ? await DecideAsync(due, refusals.With(result)).ConfigureAwait(false) : result.Status;
    }

    /// <summary>The guards that may have come to stand against the run since its events were accepted.</summary>
    private async Task DecideAsync(DueSeries due, DateTimeOffset now, string timeZone, Refusals refusals, Acceptance decided)
    {
        var record = due.Record;
        if (due.Refusal is { } refusal)
        {
            decided.Verdicts.Add(refusal);
        }
        else if (due.Last is not { } last)
        {
            decided.Refuse(record.Rule, VerdictReason.Faulted, $"The last event, '{record.LastEventId}', is not stored any more.");
        }
        else if (due.Rule!.Rule.Triggers.FirstOrDefault(trigger => trigger.Id == record.TriggerId) is not { } trigger)
        {
            decided.Refuse(record.Rule, VerdictReason.Faulted, $"The rule has no trigger '{record.TriggerId}' any more.");
        }
        else if (JsonElement.Parse(last.Payload.Span) is var payload && RefusalOf(due.Rule, trigger, last, payload, due.Index!, timeZone, now, refusals) is { } refused)
        {
            decided.Verdicts.Add(refused);
        }
        else
        {
            try
            {
                // The run begins now, and its clock says so; everything else is the last event's. It is claimed like any other: another host may have stored it when an answer is lost.
                var seen = planner.ScopeOf(due.Rule.Rule, trigger, last with { At = now }, payload, timeZone);
                await StartAsync(due.Rule.Rule, seen, last, due.Index, refusals, decided, record.RunId).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is not StoreUnavailableException)
            {
                decided.Refuse(record.Rule, VerdictReason.Faulted, StorableText.Clean(Faults.Of(exception, "").Message, 1024));
            }
        }
    }

    /// <summary>Whether events that start the rule by this trigger wait for quiet.</summary>
    private static bool IsDebounced(RuleDefinition rule, TriggerDefinition trigger) => rule.Guards.Debounce is not null && trigger.Kind is TriggerKind.Event or TriggerKind.Custom;

    private void Join(RuleDefinition rule, TriggerScope seen, Acceptance decided)
    {
        var (quiet, longest) = (rule.Guards.Debounce!.Value, rule.Guards.LongestDebounce);
        var key = seen.Subject ?? "";
        decided.Join(new DebounceJoin
        {
            Rule = rule.Name,
            Key = key,
            RunId = _series.Join(seen.Scope, rule.Name, key, quiet, longest),
            RuleHash = rule.Hash,
            TriggerId = seen.Trigger.Id,
            Quiet = quiet,
            Longest = longest,
        });
    }

    /// <summary>Takes note of the series that the store has, and ends those that are due: they take no more events, and the next one begins another.</summary>
    private async Task LearnAsync(string scope, IReadOnlyList<DebounceJoin> joins, IReadOnlyList<DebounceRecord?> present)
    {
        for (var i = 0; i < joins.Count; i++)
        {
            _series.Learn(scope, joins[i].Rule, joins[i].Key, present[i]);
            if (present[i] is { } series && (series.RunId == joins[i].RunId || series.DueAt <= time.GetUtcNow()) && EndsDue is { } end)
            {
                await end(series).ConfigureAwait(false);
            }
        }
    }

    private void ExpectQuiet(IReadOnlyList<DebounceJoin> joins)
    {
        if (joins.Count > 0)
        {
            Debounced?.Invoke(time.GetUtcNow() + joins.Min(join => join.Quiet));
        }
    }
}
