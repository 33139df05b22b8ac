using System.Text.Json;
using Automation.EndToEnd.Webhooks;
using Automation.EndToEnd.Worlds;
using Automation.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.EndToEnd.Models;

/// <summary>Does commands in a world and in a model beside it.</summary>
internal sealed class ModelPlayer(StoreKind store) : IAsyncDisposable
{
    private const string Json = """
        {"name":"NAME","triggers":[{"type":"event","config":{"event":"order.placed"}}],"steps":[{"id":"s","type":"work","config":{"name":"s","text":"TEXT"}}]}
        """;

    private const string Secret = "the-secret-of-the-sender-of-letters";

    private static readonly string[] Stored = ["stored", "shared"];
    private static readonly string[] Subjects = ["one", "other"];

    private World? _world;
    private string _webhook = "";
    private int _number;

    public StoreKind Store => store;

    public Model Model { get; } = new();

    public async Task<bool> DoAsync(Command command)
    {
        _world ??= await StartAsync();
        var did = await DoAsync(_world, command);
        await _world.SettleAsync();
        return did;
    }

    public async Task<string> ShowAsync()
    {
        (await _world!.DiagnoseAsync()).ShouldBeEmpty();
        var runs = new List<string>();
        foreach (var run in await _world.RunsAsync())
        {
            var status = run.Entries.LastOrDefault(entry => entry.RunStatus is not null)?.RunStatus ?? run.Live!.State.ToRunStatus();
            runs.Add($"{run.Run.Rule}/{run.Run.Subject}: {status}");
        }

        return string.Join('\n', runs.Order(StringComparer.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        if (_world is not null)
        {
            _world.Witness.Complaints.ShouldBeEmpty();
            await _world.DisposeAsync();
        }
    }

    private async Task<World> StartAsync()
    {
        var world = new World(store, new FaultPlan(), builder =>
        {
            Rules.Named("code", rule => rule
                .OnManual()
                .Subject(order => order.Id)
                .If("job", run => run.Input.Amount % 4 == 2, job => job.Then("j", run => new Job(run.Input.Id), new() { Timeout = Model.Hour }))
                .If("delay", run => run.Input.Amount % 4 == 3, delay => delay.Delay("d", Model.Hour))
                .Then("a", run => new Work("a", $"{run.Input.Amount % 4}")))(builder);
            foreach (var (name, guards) in (ReadOnlySpan<(string, GuardOptions)>)
                [
                    ("queue", new() { OnePerSubject = true, MaxQueued = 1 }),
                    ("skip", new() { OnePerSubject = true, WhenBusy = WhenBusy.Skip }),
                    ("replace", new() { OnePerSubject = true, WhenBusy = WhenBusy.Replace }),
                ])
            {
                builder.AddRule<OrderChanged>(name, rule => rule.OnEvent<OrderChanged>().When(change => change.Rule == name).Guard(guards)
                    .Then("j", run => new Job(run.Input.Job), new() { Timeout = Model.Hour }));
            }

            builder.AddRule<OrderChanged>("quiet", rule => rule.OnEvent<OrderChanged>().When(change => change.Rule == "quiet")
                .Guard(new() { Debounce = Model.Quiet, DebounceMaxWait = Model.LongestQuiet }).Then("a", run => new Work("a")));
            builder.AddRule<Occurrence>("tick", rule => rule.OnSchedule(Schedule.Every(Model.Tick)).Then("a", run => new Work("a")));
            builder.AddHandler<BoxPoller>().AddRule<Letter>("box", rule => rule.On(new Box()).Then("a", run => new Work("a")));
            builder.AddRule<OrderPlaced>("hook", rule => rule.OnWebhook().Then("a", run => new Work("a")));
            builder.Configure(options => options.Scopes.Add(World.Scope));
        });
        world.Outside.Behaviour = (work, _, _) => work.Text == "1" ? throw new InvalidOperationException("no") : Task.FromResult("yes");
        await world.StartAsync();
        _webhook = (await world.AskAsync(project => project.Webhooks.CreateAsync("hook", new() { Secret = Secret }))).Webhook.Id;

        // The box was asked once, and was empty.
        await world.SettleAsync();
        Model.NextPoll = world.Clock.GetUtcNow() + BoxPoller.Interval;
        return world;
    }

    private async Task<bool> DoAsync(World world, Command command)
    {
        var now = world.Clock.GetUtcNow();
        var known = command.Number % 8 > 1 && Model.Stored.Count > 0 && command.Kind != CommandKind.SaveRule;
        var (name, guarded, about) = (known ? Model.Stored.Keys.Order(StringComparer.Ordinal).ElementAt(command.Number / 8 % Model.Stored.Count) : Stored[command.Number % 2], Model.Guarded[command.Number % 4], Subjects[command.Number / 4 % 2]);
        switch (command.Kind)
        {
            case CommandKind.Publish:
                var (key, amount) = ($"k{++_number}", command.Number % 4);
                Model.Publish(key, amount, now);
                return !(await world.PublishAsync(new OrderPlaced(key, amount), key)).Duplicate;
            case CommandKind.Repeat when Model.Events.Count > 0:
                var again = Model.Events[command.Number % Model.Events.Count];
                (await world.PublishAsync(new OrderPlaced(again.Key, again.Amount), again.Key)).Duplicate.ShouldBeTrue();
                return true;
            case CommandKind.Conflict when Model.Events.Count > 0:
                var other = Model.Events[command.Number % Model.Events.Count];
                (await Should.ThrowAsync<EventRejectedException>(() => world.PublishAsync(new OrderPlaced(other.Key, other.Amount + 4), other.Key))).Code.ShouldBe("key-conflict");
                return true;
            case CommandKind.Start:
                var (subject, kind) = ($"m{++_number}", command.Number % 4);
                Model.AddRun("code", subject, kind, now);
                var input = JsonSerializer.SerializeToElement(new { id = subject, amount = kind });
                return !(await world.AskAsync(project => project.Rule("code").RunJsonAsync(input, new() { Key = subject }))).Duplicate;
            case CommandKind.SaveRule:
                Model.Stored.TryAdd(name, true);
                var json = Json.Replace("NAME", name).Replace("TEXT", $"{command.Number % 3}x");
                await world.AskAsync(project => name == "shared" ? world.SharedRules.SaveAsync(json) : project.Rules.SaveAsync(json));
                return true;
            case CommandKind.DisableRule or CommandKind.EnableRule:
                return await SwitchAsync(world, name, command.Kind == CommandKind.EnableRule);
            case CommandKind.DeleteRule:
                var existed = Model.Stored.Remove(name);
                (await world.AskAsync(project => name == "shared" ? world.SharedRules.DeleteAsync(name) : project.Rules.DeleteAsync(name))).ShouldBe(existed);
                return existed;
            case CommandKind.Change:
                var job = $"j{++_number}";
                Model.Change(guarded, about, job, now);
                await world.PublishAsync(new OrderChanged(about, guarded, job), job);
                return true;
            case CommandKind.Pause:
                Model.Pause(guarded);
                return (await world.AskAsync(project => project.Rule(guarded).PauseAsync())).Pause is not null;
            case CommandKind.Resume:
                Model.Resume(guarded, now);
                return (await world.AskAsync(project => project.Rule(guarded).ResumeAsync())).Pause is null;
            case CommandKind.Override:
                Model.Override(about);
                return await world.AskAsync(async project =>
                {
                    await project.OverrideSubjectAsync(about);
                    return true;
                });
            case CommandKind.Release:
                var stood = Model.Release(about, now);
                (await world.AskAsync(project => project.ReleaseSubjectAsync(about))).ShouldBe(stood);
                return stood;
            case CommandKind.StopClock or CommandKind.StartClock:
                Model.Ticks = command.Kind == CommandKind.StartClock;
                return (await world.AskAsync(project => Model.Ticks ? project.Rule("tick").EnableAsync() : project.Rule("tick").DisableAsync())).Enabled == Model.Ticks;
            case CommandKind.Cancel when Model.Runs.Count > 0:
                var run = Model.Runs[command.Number % Model.Runs.Count];
                var place = Model.Runs.Where(one => one.Rule == run.Rule && one.Subject == run.Subject).ToList().IndexOf(run);
                var stored = (await world.RunsAsync()).Where(one => one.Run.Rule == run.Rule && (one.Run.Subject ?? "") == run.Subject).ElementAt(place);
                var answer = await world.AskAsync(project => project.CancelAsync(stored.Run.Id));
                answer.ShouldBe(run.Lives ? CancelStatus.Accepted : CancelStatus.AlreadyEnded);
                if (run.Lives)
                {
                    Model.End(run, RunStatus.Cancelled, now);
                }

                return answer == CancelStatus.Accepted;
            case CommandKind.Complete when Model.Jobs.Where(one => one.Value is { HasBegun: true, Status: not RunStatus.Parked }).OrderBy(one => one.Key, StringComparer.Ordinal).ToList() is { Count: > 0 } jobs:
                var (begun, owner) = jobs[command.Number % jobs.Count];
                var status = await world.AskAsync(project => project.CompleteAsync(world.Outside.Jobs[begun], "done"));
                status.ShouldBe(owner.Status == RunStatus.Waiting ? CompletionStatus.Accepted : CompletionStatus.Late);
                if (owner.Status == RunStatus.Waiting)
                {
                    Model.End(owner, RunStatus.Succeeded, now);
                }

                return status == CompletionStatus.Accepted;
            case CommandKind.Write:
                Model.Letters.Add($"l{++_number}");
                world.Outside.Box.Enqueue(Model.Letters[^1]);
                return true;
            case CommandKind.Deliver:
                return await DeliverAsync(world, $"d{++_number}", WebhookStatus.Accepted);
            case CommandKind.Redeliver when Model.Delivered.Count > 0:
                return await DeliverAsync(world, Model.Delivered[command.Number % Model.Delivered.Count], WebhookStatus.Replayed);
            case CommandKind.SwitchWebhook:
                Model.IsOpen = command.Number % 3 > 0;
                return (await world.AskAsync(project => project.Webhooks.SwitchAsync(_webhook, Model.IsOpen)))!.Enabled == Model.IsOpen;
            case CommandKind.Propose:
                var proposal = command.Number % 3 > 0 || Model.Suggestions.Count == 0 ? $"s{++_number}" : Model.Suggestions[command.Number % Model.Suggestions.Count].Key;
                (await world.AskAsync(project => project.Suggestions.AddAsync(Suggested(proposal)))).State.ShouldBe(Model.Propose(proposal));
                return true;
            case CommandKind.Accept or CommandKind.Dismiss when Model.Suggestions.Count > 0:
                return await CloseAsync(world, command.Number % Model.Suggestions.Count, command.Kind == CommandKind.Accept, enabled: command.Number % 2 == 0);
            case CommandKind.Advance:
                await world.AdvanceAsync(TimeSpan.FromMinutes(command.Number % 50));
                Model.Advance(now, world.Clock.GetUtcNow());
                return true;
            case CommandKind.Crash:
                world.Kill();
                return true;
            case CommandKind.Restart:
                await world.StopAsync();
                world.Clock.Advance(TimeSpan.FromMilliseconds(50));
                await world.StartAsync();
                return true;
            default:
                return false;
        }
    }

    private async Task<bool> DeliverAsync(World world, string id, WebhookStatus expected)
    {
        var isOpen = Model.Deliver(id);
        (await world.DeliverAsync(_webhook, Secret, id, $$"""{ "id": "{{id}}", "amount": 1 }""")).Status.ShouldBe(isOpen ? expected : WebhookStatus.Refused);
        return isOpen;
    }

    private static NewSuggestion Suggested(string key) => new() { Key = key, Title = key, Score = 0.5, Json = Json.Replace("NAME", key).Replace("TEXT", "x") };

    /// <summary>A suggestion that is accepted is a rule, switched on or not.</summary>
    private async Task<bool> CloseAsync(World world, int index, bool accepts, bool enabled)
    {
        var (key, before) = Model.Suggestions[index];
        var id = (await world.AskAsync(project => project.Suggestions.ListAsync(new() { State = null, Limit = 200 }))).Items.Single(one => one.Key == key).Id;
        var closing = world.AskAsync<object>(async project => accepts ? await project.Suggestions.AcceptAsync(id, new() { Enabled = enabled }) : await project.Suggestions.DismissAsync(id));
        if (!Model.Close(index, accepts ? SuggestionState.Accepted : SuggestionState.Dismissed))
        {
            await Should.ThrowAsync<SuggestionConflictException>(() => closing);
            return false;
        }

        await closing;
        if (accepts && before == SuggestionState.Open)
        {
            Model.Stored[key] = enabled;
        }

        return true;
    }

    private async Task<bool> SwitchAsync(World world, string name, bool enabled)
    {
        var switching = world.AskAsync<RuleSettings>(project => (name == "shared", enabled) switch
        {
            (true, true) => world.SharedRules.EnableAsync(name),
            (true, false) => world.SharedRules.DisableAsync(name),
            (false, true) => project.Rule(name).EnableAsync(),
            _ => project.Rule(name).DisableAsync(),
        });
        if (!Model.Stored.ContainsKey(name))
        {
            await Should.ThrowAsync<RuleNotFoundException>(() => switching);
            return false;
        }

        (await switching).Enabled.ShouldBe(enabled);
        Model.Stored[name] = enabled;
        return true;
    }
}
