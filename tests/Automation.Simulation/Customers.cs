using Automation.Storage;

namespace Automation.Simulation;

/// <summary>Those who ask the hosts for something, at any of them, with one key, until they have an answer.</summary>
internal sealed class Customers(World world)
{
    public static readonly string[] Scopes = ["north", "south"];

    private readonly Dictionary<(string Scope, string Key), AutomationEventId> _answers = [];

    public IEnumerable<KeyValuePair<(string Scope, string Key), AutomationEventId>> Answers => _answers;

    private Scheduler Scheduler => world.Scheduler;

    /// <summary>Places orders until the weather is fair.</summary>
    public async Task OrderAsync(int orders)
    {
        for (var number = 1; number <= orders; number++)
        {
            await Scheduler.Delay(world.UntilFair(Scheduler.Between(0, 2 * 1_800_000.0 / orders)));
            var burst = Scheduler.Chance(0.1) ? 6 : 1;
            for (var one = 0; one < burst; one++)
            {
                world.Begin($"order {number}.{one}", OrderAsync($"{number}.{one}", burst > 1 ? 0 : Scheduler.Random.Next(Orders.Kinds)));
            }
        }
    }

    /// <summary>Changes few things often, several times in a row, and notes others.</summary>
    public async Task ChangeAsync(int bursts)
    {
        for (var number = 1; number <= bursts; number++)
        {
            await Scheduler.Delay(world.UntilFair(Scheduler.Between(0, 2 * 1_800_000.0 / bursts)));
            var (scope, rule) = (Scopes[Scheduler.Random.Next(Scopes.Length)], Guarded.Rules[Scheduler.Random.Next(Guarded.Rules.Length)]);
            var subject = Guarded.Subjects[Scheduler.Random.Next(Guarded.Subjects.Length)];
            for (var (one, most) = (0, Scheduler.Random.Next(1, 6)); one < most; one++)
            {
                world.Begin($"change {number}.{one}", PublishAsync(scope, new Changed(subject, rule, (number * 10) + one), $"changed {number}.{one}"));
                await Scheduler.Delay(world.UntilFair(Scheduler.Between(0, 6000)));
            }

            world.Begin($"note {number}", PublishAsync(scope, new Noted($"{number}"), $"noted {number}"));
            if (Scheduler.Chance(0.2))
            {
                await CancelAsync(scope, subject);
            }
        }
    }

    public Task CompleteAsync(string scope, CompletionToken token) => AskAsync(scope, project => project.CompleteAsync(token, "done"));

    /// <summary>Lets quarantined runs try again, as a person does.</summary>
    public Task ReleaseAsync(string scope, RunId run) => AskAsync(scope, project => project.ReleaseAsync(run));

    private async Task OrderAsync(string id, int kind)
    {
        var scope = Scopes[Scheduler.Random.Next(Scopes.Length)];
        await PublishAsync(scope, new Placed(id, kind, Scheduler.Random.Next(3, 90)), $"placed {id}");
        if (kind == 2 && Scheduler.Chance(0.7))
        {
            await Scheduler.Delay(Scheduler.Between(0, 75_000));
            await PublishAsync(scope, new Paid(id), $"paid {id}");
        }

        if (Scheduler.Chance(0.1))
        {
            await Scheduler.Delay(Scheduler.Between(0, 30_000));
            await CancelAsync(scope, id);
        }
    }

    private async Task CancelAsync(string scope, string subject)
    {
        foreach (var run in world.Database.Runs.Newest(scope, null).Where(run => run.Record.Subject == subject && run.Live is not null).ToArray())
        {
            world.Counts.Add("cancels");
            await AskAsync(scope, project => project.CancelAsync(run.Record.Id, "enough"));
        }
    }

    private async Task PublishAsync<TEvent>(string scope, TEvent @event, string key)
        where TEvent : class => await AskAsync(scope, async project =>
        {
            // An answer counts also when nobody waits for it any more.
            Answered(scope, key, (await project.PublishAsync(@event, new() { Key = key })).EventId);
            return true;
        });

    /// <summary>Notes that a key was answered with an event.</summary>
    public void Answered(string scope, string key, AutomationEventId id)
    {
        if (!_answers.TryAdd((scope, key), id) && _answers[(scope, key)] != id)
        {
            world.Witness.Complain($"I2: key '{key}' was answered with two events.");
        }
    }

    public Task<T> AskAsync<T>(string scope, Func<IScopedAutomation, Task<T>> ask) => AskAsync(client => ask(client.In(scope)));

    /// <summary>Asks any host, again and again, until there is an answer.</summary>
    public async Task<T> AskAsync<T>(Func<IAutomationClient, Task<T>> ask)
    {
        while (true)
        {
            var (machine, life) = world.AnyMachine();
            if (life is not null)
            {
                var asked = AskAsync(machine, life, ask);
                if (await Task.WhenAny(asked, Scheduler.Delay(TimeSpan.FromSeconds(20))) == asked && await asked is (true, var answer))
                {
                    return answer;
                }
            }

            await Scheduler.Delay(Scheduler.Between(100, 3000));
        }
    }

    private async Task<(bool Done, T Answer)> AskAsync<T>(Machine machine, Life life, Func<IAutomationClient, Task<T>> ask)
    {
        await machine.Pass(life, world.Weather.Latency());
        try
        {
            return (true, await ask(machine.Client));
        }
        catch (AutomationUnavailableException)
        {
            return default;
        }
        catch (Exception exception)
        {
            if (!life.IsDead && exception is not StoreUnavailableException)
            {
                world.Witness.Complain($"A customer was answered with {exception.GetType().Name}: {exception.Message}");
            }

            return default;
        }
    }
}
