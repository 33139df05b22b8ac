using System.Text.Json;
using Automation.EndToEnd.Worlds;
using Automation.Storage;

namespace Automation.EndToEnd.Models;

/// <summary>Does commands in a world and in a model beside it.</summary>
internal sealed class ModelPlayer(StoreKind store) : IAsyncDisposable
{
    private const string Json = """
        {"name":"stored","triggers":[{"type":"event","config":{"event":"order.placed"}}],"steps":[{"id":"s","type":"work","config":{"name":"s","text":"TEXT"}}]}
        """;

    private readonly HashSet<string> _jobs = [];
    private World? _world;
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
        var world = new World(store, new FaultPlan(), builder => Rules.Named("code", rule => rule
            .OnManual()
            .Subject(order => order.Id)
            .If("job", run => run.Input.Amount % 4 == 2, job => job.Then("j", run => new Job(run.Input.Id), new() { Timeout = Model.Hour }))
            .If("delay", run => run.Input.Amount % 4 == 3, delay => delay.Delay("d", Model.Hour))
            .Then("a", run => new Work("a", $"{run.Input.Amount % 4}")))(builder));
        world.Outside.Behaviour = (work, _, _) => work.Text == "1" ? throw new InvalidOperationException("no") : Task.FromResult("yes");
        await world.StartAsync();
        return world;
    }

    private async Task<bool> DoAsync(World world, Command command)
    {
        var now = world.Clock.GetUtcNow();
        switch (command.Kind)
        {
            case CommandKind.Publish:
                var (key, amount) = ($"k{++_number}", command.Number % 4);
                Model.Publish(key, amount, now);
                Note(key, amount);
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
                Note(subject, kind);
                var input = JsonSerializer.SerializeToElement(new { id = subject, amount = kind });
                return !(await world.AskAsync(project => project.Rule("code").RunJsonAsync(input, new() { Key = subject }))).Duplicate;
            case CommandKind.SaveRule:
                Model.StoredEnabled ??= true;
                await world.AskAsync(project => project.Rules.SaveAsync(Json.Replace("TEXT", $"{command.Number % 3}x")));
                return true;
            case CommandKind.DisableRule or CommandKind.EnableRule:
                var enabled = command.Kind == CommandKind.EnableRule;
                var switching = world.AskAsync(project => enabled ? project.Rule("stored").EnableAsync() : project.Rule("stored").DisableAsync());
                if (Model.StoredEnabled is null)
                {
                    await Should.ThrowAsync<RuleNotFoundException>(() => switching);
                }
                else
                {
                    (await switching).Enabled.ShouldBe(enabled);
                }

                Model.StoredEnabled = Model.StoredEnabled is null ? null : enabled;
                return Model.StoredEnabled is not null;
            case CommandKind.DeleteRule:
                (await world.AskAsync(project => project.Rules.DeleteAsync("stored"))).ShouldBe(Model.StoredEnabled is not null);
                var existed = Model.StoredEnabled is not null;
                Model.StoredEnabled = null;
                return existed;
            case CommandKind.Cancel when Model.Runs.Count > 0:
                var run = Model.Runs[command.Number % Model.Runs.Count];
                var stored = (await world.RunsAsync()).Single(one => one.Run.Rule == run.Rule && one.Run.Subject == run.Subject);
                var answer = await world.AskAsync(project => project.CancelAsync(stored.Run.Id));
                answer.ShouldBe(run.Status == RunStatus.Waiting ? CancelStatus.Accepted : CancelStatus.AlreadyEnded);
                run.Status = run.Status == RunStatus.Waiting ? RunStatus.Cancelled : run.Status;
                return answer == CancelStatus.Accepted;
            case CommandKind.Complete when _jobs.Count > 0:
                var name = _jobs.Order(StringComparer.Ordinal).ElementAt(command.Number % _jobs.Count);
                var job = Model.Runs.Single(one => one.Rule == "code" && one.Subject == name);
                var status = await world.AskAsync(project => project.CompleteAsync(world.Outside.Jobs[name], "done"));
                status.ShouldBe(job.Status == RunStatus.Waiting ? CompletionStatus.Accepted : CompletionStatus.Late);
                job.Status = job.Status == RunStatus.Waiting ? RunStatus.Succeeded : job.Status;
                return status == CompletionStatus.Accepted;
            case CommandKind.Advance:
                await world.AdvanceAsync(TimeSpan.FromMinutes(command.Number % 50));
                Model.Advance(world.Clock.GetUtcNow(), one => _jobs.Contains(one.Subject));
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

    private void Note(string subject, int amount)
    {
        if (amount == 2)
        {
            _jobs.Add(subject);
        }
    }
}
