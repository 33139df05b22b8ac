using Automation;

namespace Quickstart;

/// <summary>One start of the program: publishes the files, watches their runs, and says how it went.</summary>
internal sealed class Session(IAutomationClient client, CommandLine options, TimeProvider time)
{
    private readonly IScopedAutomation _project = client.In("quickstart");
    private readonly DateTimeOffset _began = time.GetUtcNow();

    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(IReadOnlyList<FileFound> files, CancellationToken stopping)
    {
        try
        {
            var resumed = await ResumeAsync(stopping);
            Console.WriteLine($"{files.Count} files in {options.Folder}, results in {options.Output}.");
            if (resumed.Count > 0)
            {
                Console.WriteLine($"{resumed.Count} runs were not finished; they go on where they were.");
            }

            var published = await Task.WhenAll(files.Select(file => PublishAsync(file, stopping)));
            foreach (var (file, _, remark, _) in published.Where(answer => answer.Remark is not null))
            {
                Console.WriteLine($"  {file.Name}: {remark}");
            }

            var progress = new ProgressView(_began);
            var runs = published.Where(answer => answer.RunId is not null).Select(answer => answer.RunId!.Value).Union(resumed).ToList();
            var ended = await WatchAsync(runs, progress, stopping);
            RunTable.Write(ended.Where(run => run.EndedAt is null || run.EndedAt >= _began));
            return WriteSum(ended, published.Count(answer => answer.Refused)) ? 0 : 1;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            Console.WriteLine("Interrupted. Start the same command again to go on.");
            return 130;
        }
    }

    /// <summary>The runs that were not finished when this process began. Those that wait for a person are let go: somebody started the program again.</summary>
    private async Task<IReadOnlyList<RunId>> ResumeAsync(CancellationToken stopping)
    {
        var unfinished = new List<RunId>();
        RunId? after = null;
        do
        {
            var page = await _project.ListRunsAsync(new() { After = after, To = _began, Limit = 200 }, stopping);
            foreach (var run in page.Items.Where(run => run.EndedAt is null || run.EndedAt >= _began))
            {
                unfinished.Add(run.Id);
                if (run.Status is RunStatus.Parked or RunStatus.Quarantined)
                {
                    Console.WriteLine($"{run.Subject} was {run.Status.ToString().ToLowerInvariant()} and is tried again. {run.Reason}");
                    await _project.ReleaseAsync(run.Id, stopping);
                }
            }

            after = page.Next;
        }
        while (after is not null);

        return unfinished;
    }

    private async Task<Published> PublishAsync(FileFound file, CancellationToken stopping)
    {
        try
        {
            var result = await _project.PublishAsync(file, new() { Key = file.Key() }, stopping);
            if (!result.Duplicate)
            {
                var verdict = result.Verdicts.Single();
                return new Published(file, verdict.RunId, verdict.RunId is null ? $"no run, {verdict.Reason}: {verdict.Detail}" : null);
            }

            var first = (await _project.WhyAsync(result.EventId, stopping))!.Verdicts.Single();
            var run = first.RunId is { } id ? await _project.FindRunAsync(id, stopping) : null;
            var outcome = run is null ? $"which started no run ({first.Reason})" : run.EndedAt is null ? "whose run goes on" : $"whose run {run.Status.ToString().ToLowerInvariant()}";
            return new Published(file, first.RunId, $"unchanged. Accepted before as event {result.EventId}, {outcome}.");
        }
        catch (EventRejectedException refusal)
        {
            return new Published(file, null, refusal.Message, Refused: true);
        }
    }

    /// <summary>Polls until every run ended, or needs a person.</summary>
    private async Task<IReadOnlyList<RunDetails>> WatchAsync(IReadOnlyList<RunId> runs, ProgressView progress, CancellationToken stopping)
    {
        var open = new List<RunId>(runs);
        var ended = new List<RunDetails>();
        while (true)
        {
            // Runs are worked on in order of acceptance: a look at the first of them shows all that move.
            foreach (var id in open.Take(50).ToList())
            {
                var run = (await _project.FindRunAsync(id, stopping))!;
                progress.Show(run);
                if (run.EndedAt is not null || run.Status is RunStatus.Parked or RunStatus.Quarantined)
                {
                    open.Remove(id);
                    ended.Add(run);
                }
            }

            progress.Sum(ended.Count, runs.Count);
            if (open.Count == 0)
            {
                return ended;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), time, stopping);
        }
    }

    /// <returns>Whether all is well.</returns>
    private bool WriteSum(IReadOnlyList<RunDetails> runs, int refused)
    {
        var bad = runs.Where(run => run.Status != RunStatus.Succeeded).ToList();
        var now = runs.Count(run => run.Status == RunStatus.Succeeded && run.EndedAt >= _began);
        Console.WriteLine(now + bad.Count + refused == 0
            ? $"Nothing to do: no file changed since its run. {runs.Count} runs succeeded before."
            : $"{now} runs succeeded now, {runs.Count - now - bad.Count} before; {bad.Count} did not; {refused} files were refused.");
        foreach (var run in bad)
        {
            Console.WriteLine($"  {run.Subject} {run.Status.ToString().ToLowerInvariant()}: {run.Reason}");
        }

        if (bad.Count > 0)
        {
            Console.WriteLine("A file is worked on again when it changes, or when you touch it.");
        }

        return bad.Count + refused == 0;
    }
}
