namespace Automation.Storage;

/// <summary>
/// What a store keeps beside an event, so that its verdicts are found: the reasons that are not dull, a bit each, with an index of the events that have any, so that dull verdicts, however many, hide no failure;
/// and what else its verdicts are about than the event is.
/// </summary>
public static class VerdictIndex
{
    private static readonly int All = Bits(Enum.GetValues<VerdictReason>());

    /// <summary>The bits of these verdicts; 0 when all of them are dull.</summary>
    public static int Of(IReadOnlyList<Verdict> verdicts)
    {
        ArgumentNullException.ThrowIfNull(verdicts);
        var bits = 0;
        for (var index = 0; index < verdicts.Count; index++)
        {
            bits |= verdicts[index].Reason.IsDull() ? 0 : Bit(verdicts[index].Reason);
        }

        return bits;
    }

    /// <summary>The bits of which an event of the query has one; null when dull verdicts count as well.</summary>
    public static int? Of(EventQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        return query.Reasons.Count > 0 ? query.Reasons.Any(VerdictReasonExtensions.IsDull) ? null : Bits(query.Reasons)
            : query.HideDull ? All
            : null;
    }

    /// <summary>The subjects that verdicts of the event have, and the event has not; each once.</summary>
    public static IEnumerable<string> SubjectsOf(EventRecord @event)
    {
        ArgumentNullException.ThrowIfNull(@event);
        var verdicts = @event.Verdicts;
        for (var index = 0; index < verdicts.Count; index++)
        {
            if (verdicts[index].Subject is not null)
            {
                return verdicts.Select(verdict => verdict.Subject).OfType<string>().Where(subject => subject != @event.Subject).Distinct(StringComparer.Ordinal);
            }
        }

        // Nearly always: whoever stores an event asks.
        return [];
    }

    private static int Bits(IEnumerable<VerdictReason> reasons) => reasons.Where(reason => !reason.IsDull()).Aggregate(0, (bits, reason) => bits | Bit(reason));

    private static int Bit(VerdictReason reason) => 1 << (int)reason;
}
