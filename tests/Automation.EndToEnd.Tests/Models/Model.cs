using Automation.EndToEnd.Worlds;

namespace Automation.EndToEnd.Models;

/// <summary>What should be: plain lists, no engine.</summary>
internal sealed class Model
{
    public static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>The rules that a change starts; a run of theirs, but of the last one, is a job.</summary>
    public static readonly string[] Guarded = ["queue", "skip", "replace", "quiet"];

    public static readonly TimeSpan Quiet = TimeSpan.FromMinutes(10);
    public static readonly TimeSpan LongestQuiet = TimeSpan.FromMinutes(25);
    public static readonly TimeSpan Tick = TimeSpan.FromMinutes(30);

    /// <summary>What must have happened in some sequence: a guard that never held proves nothing.</summary>
    public static readonly string[] Happenings =
    [
        "queue refuses", "skip refuses", "another is replaced", "the next one follows", "quiet is put off", "quiet came", "the longest wait is over",
        "a resumed rule goes on", "a released subject goes on", "a job timed out",
        "a letter is found", "a webhook is closed", "a suggestion is proposed again",
    ];

    private readonly HashSet<string> _paused = [];
    private readonly HashSet<string> _overridden = [];
    private readonly Dictionary<string, (DateTimeOffset First, DateTimeOffset Last)> _series = [];

    /// <summary>Key to amount.</summary>
    public List<(string Key, int Amount)> Events { get; } = [];

    public List<ModelRun> Runs { get; } = [];

    /// <summary>Those of <see cref="Happenings"/> that happened.</summary>
    public HashSet<string> Happened { get; } = [];

    /// <summary>The jobs by name, whether they were started or not.</summary>
    public Dictionary<string, ModelRun> Jobs { get; } = [];

    /// <summary>The rules that are stored, in the scope or for all scopes, and whether they are switched on.</summary>
    public Dictionary<string, bool> Stored { get; } = [];

    /// <summary>The letters that no poll has found yet.</summary>
    public List<string> Letters { get; } = [];

    /// <summary>When the box is asked next.</summary>
    public DateTimeOffset NextPoll { get; set; }

    /// <summary>The deliveries that were accepted.</summary>
    public List<string> Delivered { get; } = [];

    /// <summary>Whether the webhook is open.</summary>
    public bool IsOpen { get; set; } = true;

    /// <summary>The suggestions by key, in the order in which they were proposed first.</summary>
    public List<(string Key, SuggestionState State)> Suggestions { get; } = [];

    /// <summary>Whether the rule with a schedule is switched on.</summary>
    public bool Ticks { get; set; } = true;

    public void Publish(string key, int amount, DateTimeOffset now)
    {
        Events.Add((key, amount));
        AddRun("code", key, amount, now);
        Runs.AddRange(Stored.Where(rule => rule.Value).Select(rule => new ModelRun(rule.Key, key, RunStatus.Succeeded, null)));
    }

    public void AddRun(string rule, string subject, int amount, DateTimeOffset now)
    {
        Runs.Add((amount % 4) switch
        {
            0 => new ModelRun(rule, subject, RunStatus.Succeeded, null),
            1 => new ModelRun(rule, subject, RunStatus.Failed, null),
            _ => new ModelRun(rule, subject, RunStatus.Waiting, now + Hour),
        });
        if (amount % 4 == 2)
        {
            Jobs[subject] = Runs[^1];
        }
    }

    /// <summary>An event for a rule with guards.</summary>
    public void Change(string rule, string subject, string job, DateTimeOffset now)
    {
        if (_overridden.Contains(subject) || _paused.Contains(rule))
        {
            return;
        }

        if (rule == "quiet")
        {
            Note("quiet is put off", _series.ContainsKey(subject));
            _series[subject] = (_series.TryGetValue(subject, out var series) ? series.First : now, now);
            return;
        }

        var others = Runs.Where(run => run.Rule == rule && run.Subject == subject && run.Lives).ToList();
        if (others.Count >= (rule == "queue" ? 2 : rule == "skip" ? 1 : int.MaxValue))
        {
            Note($"{rule} refuses");
            return;
        }

        if (rule == "replace")
        {
            Note("another is replaced", others.Count > 0);
            others.ForEach(run => run.Status = RunStatus.Cancelled);
            others.Clear();
        }

        Runs.Add(Jobs[job] = new ModelRun(rule, subject, RunStatus.Blocked, null));
        if (others.Count == 0)
        {
            Begin(Runs[^1], now);
        }
    }

    /// <summary>Something is delivered to the webhook. False when it is closed.</summary>
    public bool Deliver(string id)
    {
        Note("a webhook is closed", !IsOpen);
        if (IsOpen && !Delivered.Contains(id))
        {
            Delivered.Add(id);
            Runs.Add(new ModelRun("hook", id, RunStatus.Succeeded, null));
        }

        return IsOpen;
    }

    /// <summary>Proposes a rule, and says what becomes of it.</summary>
    public SuggestionState Propose(string key)
    {
        var known = Suggestions.FindIndex(one => one.Key == key);
        Note("a suggestion is proposed again", known >= 0);
        if (known < 0)
        {
            Suggestions.Add((key, SuggestionState.Open));
        }

        return known < 0 ? SuggestionState.Open : Suggestions[known].State;
    }

    /// <summary>Closes a suggestion. False when it was closed in the other way.</summary>
    public bool Close(int index, SuggestionState state)
    {
        var (key, before) = Suggestions[index];
        Suggestions[index] = (key, before == SuggestionState.Open ? state : before);
        return Suggestions[index].State == state;
    }

    public void Pause(string rule) => _paused.Add(rule);

    public void Resume(string rule, DateTimeOffset now)
    {
        _paused.Remove(rule);
        Runs.Where(run => run.Rule == rule && run.Status == RunStatus.Parked).ToList().ForEach(run => Note("a resumed rule goes on", GoOn(run, now)));
    }

    public void Override(string subject)
    {
        _overridden.Add(subject);
        Runs.Where(run => run.Subject == subject && run.Status == RunStatus.Waiting).ToList().ForEach(run => run.Status = RunStatus.Parked);
    }

    /// <summary>False when nobody had it in hand.</summary>
    public bool Release(string subject, DateTimeOffset now)
    {
        var stood = _overridden.Remove(subject);
        Runs.Where(run => run.Subject == subject && run.Status == RunStatus.Parked).ToList().ForEach(run => Note("a released subject goes on", GoOn(run, now)));
        return stood;
    }

    /// <summary>A run ends, and the next one about its subject begins.</summary>
    public void End(ModelRun run, RunStatus status, DateTimeOffset now)
    {
        var waited = run.Status == RunStatus.Blocked;
        run.Status = status;
        if (!waited && Runs.Find(next => next.Rule == run.Rule && next.Subject == run.Subject && next.Status == RunStatus.Blocked) is { } next)
        {
            Note("the next one follows");
            Begin(next, now);
        }
    }

    /// <summary>A job that nobody completed times out; a delay, a quiet period and an interval of the schedule are over.</summary>
    public void Advance(DateTimeOffset before, DateTimeOffset now)
    {
        foreach (var run in Runs.Where(run => run.Status == RunStatus.Waiting && run.Due <= now).ToList())
        {
            Note("a job timed out", Jobs.ContainsValue(run));
            End(run, Jobs.ContainsValue(run) ? RunStatus.Failed : RunStatus.Succeeded, run.Due!.Value);
        }

        foreach (var (subject, (first, last)) in _series.ToList())
        {
            if (last + Quiet <= now || first + LongestQuiet <= now)
            {
                Note(last + Quiet <= first + LongestQuiet ? "quiet came" : "the longest wait is over");
                _series.Remove(subject);
                if (!_overridden.Contains(subject) && !_paused.Contains("quiet"))
                {
                    Runs.Add(new ModelRun("quiet", subject, RunStatus.Succeeded, null));
                }
            }
        }

        for (; NextPoll <= now; NextPoll += BoxPoller.Interval)
        {
            Note("a letter is found", Letters.Count > 0);
            Runs.AddRange(Letters.Select(letter => new ModelRun("box", letter, RunStatus.Succeeded, null)));
            Letters.Clear();
        }

        for (var due = before.Ticks / Tick.Ticks; due < now.Ticks / Tick.Ticks && Ticks; due++)
        {
            Runs.Add(new ModelRun("tick", "", RunStatus.Succeeded, null));
        }
    }

    public string Show() => string.Join('\n', Runs.Select(run => run.ToString()).Order(StringComparer.Ordinal));

    private void Begin(ModelRun run, DateTimeOffset now)
    {
        run.Status = RunStatus.Parked;
        GoOn(run, now);
    }

    /// <summary>Unless somebody has its subject in hand, or it has not begun and its rule is paused.</summary>
    private bool GoOn(ModelRun run, DateTimeOffset now)
    {
        if (_overridden.Contains(run.Subject) || (!run.HasBegun && _paused.Contains(run.Rule)))
        {
            return false;
        }

        run.Due ??= now + Hour;
        run.Status = RunStatus.Waiting;
        if (run.Due <= now)
        {
            End(run, RunStatus.Failed, now);
        }

        return true;
    }

    private void Note(string happening, bool happened = true)
    {
        if (happened)
        {
            Happened.Add(happening);
        }
    }
}
