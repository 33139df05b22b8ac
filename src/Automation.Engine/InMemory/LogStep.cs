namespace Automation.Storage;

/// <summary>Applies a <see cref="LogOperation"/>, and the log lines of a <see cref="RecordOperation"/>.</summary>
internal static class LogStep
{
    public static LogResult Apply(InMemoryDatabase data, CommitBatch batch, LogOperation operation)
    {
        if (data.Runs.Find(operation.RunId) is not { } run || !run.IsOwnedBy(batch.Node, operation.ClaimNumber))
        {
            return new LogResult { Applied = false };
        }

        Add(data, run, operation.Lines);
        return new LogResult { Applied = true };
    }

    public static void Add(InMemoryDatabase data, RunRow run, IReadOnlyList<LogRecord> lines)
    {
        foreach (var line in lines)
        {
            if (run.Log.TryAdd(line.Number, Copies.Of(line)))
            {
                data.Undo.Add(() => run.Log.Remove(line.Number));
            }
        }
    }
}
