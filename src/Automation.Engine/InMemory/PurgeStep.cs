namespace Automation.Storage;

/// <summary>Applies a <see cref="PurgeRequest"/>.</summary>
internal static class PurgeStep
{
    public static PurgeChunk Apply(InMemoryDatabase data, PurgeRequest request)
    {
        var deleted = new PurgeResult { Suggestions = request.SuggestionsBefore is { } closed ? data.Suggestions.RemoveBefore(request.Scope, closed, request.Limit) : 0 };
        if (deleted.Suggestions == request.Limit)
        {
            return new PurgeChunk(deleted, request.After, false);
        }

        foreach (var (status, before) in request.Runs())
        {
            foreach (var run in data.Runs.Oldest(request.Scope, before).Where(run => run.End is { } end && end.RunStatus == status && end.At < before).ToArray())
            {
                var room = request.Limit - (int)(deleted.Runs + deleted.Entries + deleted.LogLines);
                if (room <= 0)
                {
                    return new PurgeChunk(deleted, request.After, false);
                }

                if (run.Log.Count >= room)
                {
                    // More lines than there is room for: they go before the run does.
                    DeleteLog(data, run, room);
                    return new PurgeChunk(deleted + new PurgeResult { LogLines = room }, request.After, false);
                }

                data.Runs.Remove(run, data.Undo);
                deleted += new PurgeResult
                {
                    Succeeded = status == RunStatus.Succeeded ? 1 : 0,
                    Failed = status == RunStatus.Failed ? 1 : 0,
                    Cancelled = status == RunStatus.Cancelled ? 1 : 0,
                    Entries = run.Entries.Count,
                    LogLines = run.Log.Count,
                };
            }
        }

        return request.EventsBefore is { } instant ? Events(data, request, instant, deleted) : new PurgeChunk(deleted, null, true);
    }

    private static void DeleteLog(InMemoryDatabase data, RunRow run, int lines)
    {
        foreach (var line in run.Log.Values.Take(lines).ToArray())
        {
            run.Log.Remove(line.Number);
            data.Undo.Add(() => run.Log.Add(line.Number, line));
        }
    }

    private static PurgeChunk Events(InMemoryDatabase data, PurgeRequest request, DateTimeOffset before, PurgeResult deleted)
    {
        var oldest = data.Runs.Oldest(request.Scope, before + PurgeRequest.ClockSkew).FirstOrDefault(run => run.Live is not null);
        var awaited = oldest is null ? DateTimeOffset.MaxValue : IdTime.Of(oldest.Record.Id.Value) - PurgeRequest.ClockSkew;
        var old = data.Events.Oldest(request.Scope, before)
            .Where(one => (one.Subject is null || one.At < awaited) && !data.Runs.AreOf(one.Id) && !data.Debounces.Needs(one))
            .Take(request.Limit).ToArray();
        foreach (var one in old)
        {
            data.Events.Remove(one, data.Undo);
        }

        return new PurgeChunk(deleted + new PurgeResult { Events = old.Length }, null, old.Length < request.Limit);
    }
}
