namespace Automation.Storage;

/// <summary>Stores the log lines of a <see cref="RecordOperation"/>.</summary>
internal static class LogStep
{
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
