namespace Automation.Storage;

/// <summary>Reads a run's signals, for its owner's writes and for queries alike.</summary>
internal static class SignalReader
{
    public static IReadOnlyList<SignalRecord> Read(Statement list, RunId run)
    {
        List<SignalRecord>? signals = null;
        using var rows = list.With().Id(run.Value).Query();
        while (rows.Next())
        {
            var key = new SignalKey(new StepPath(rows.Text(0)), rows.Enum<SignalKind>(1), rows.Text(2));
            (signals ??= []).Add(new SignalRecord(key, rows.BytesOrEmpty(4), rows.Time(3)));
        }

        return signals ?? (IReadOnlyList<SignalRecord>)[];
    }
}
