namespace Automation.EndToEnd.Models;

/// <summary>What should be: plain lists, no engine.</summary>
internal sealed class Model
{
    public static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>Key to amount.</summary>
    public List<(string Key, int Amount)> Events { get; } = [];

    public List<ModelRun> Runs { get; } = [];

    /// <summary>Null: there is no stored rule.</summary>
    public bool? StoredEnabled { get; set; }

    public void Publish(string key, int amount, DateTimeOffset now)
    {
        Events.Add((key, amount));
        AddRun("code", key, amount, now);
        if (StoredEnabled == true)
        {
            Runs.Add(new ModelRun("stored", key, RunStatus.Succeeded, null));
        }
    }

    public void AddRun(string rule, string subject, int amount, DateTimeOffset now) => Runs.Add((amount % 4) switch
    {
        0 => new ModelRun(rule, subject, RunStatus.Succeeded, null),
        1 => new ModelRun(rule, subject, RunStatus.Failed, null),
        _ => new ModelRun(rule, subject, RunStatus.Waiting, now + Hour),
    });

    /// <summary>A job that nobody completed times out; a delay is over.</summary>
    public void Advance(DateTimeOffset now, Func<ModelRun, bool> isJob)
    {
        foreach (var run in Runs.Where(run => run.Status == RunStatus.Waiting && run.Due <= now))
        {
            run.Status = isJob(run) ? RunStatus.Failed : RunStatus.Succeeded;
        }
    }

    public string Show() => string.Join('\n', Runs.Select(run => run.ToString()).Order(StringComparer.Ordinal));
}
