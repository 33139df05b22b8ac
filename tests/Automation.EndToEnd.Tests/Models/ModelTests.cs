using Automation.EndToEnd.Worlds;
using Automation.Postgres;

namespace Automation.EndToEnd.Models;

/// <summary>T18: random commands against a plain model and the stores, compared after each; a failure is shrunk and shown as code.</summary>
/// <remarks>In the suite 40 sequences of 30 commands, 8 with PostgreSQL; <c>AUTOMATION_LONG=1</c> takes 1,000 of 60, 200 with PostgreSQL.</remarks>
public sealed class ModelTests
{
    private static readonly bool Long = Environment.GetEnvironmentVariable("AUTOMATION_LONG") == "1";

    /// <summary>What chance seldom leads to, played before all else.</summary>
    private static readonly List<Command>[] Scenes =
    [
        Scene((CommandKind.Change, 0), (CommandKind.Change, 0), (CommandKind.Change, 0), (CommandKind.Complete, 0), (CommandKind.Complete, 0)),
        Scene((CommandKind.Change, 0), (CommandKind.Change, 0), (CommandKind.Cancel, 1), (CommandKind.Complete, 0)),
        Scene((CommandKind.Change, 0), (CommandKind.Change, 0), (CommandKind.Pause, 0), (CommandKind.Complete, 0), (CommandKind.Resume, 0), (CommandKind.Complete, 0)),
        Scene((CommandKind.Change, 1), (CommandKind.Change, 1), (CommandKind.Override, 1), (CommandKind.Advance, 5), (CommandKind.Release, 1), (CommandKind.Complete, 0)),
        Scene((CommandKind.Change, 2), (CommandKind.Change, 2), (CommandKind.Crash, 0), (CommandKind.Complete, 0)),
        Scene((CommandKind.Change, 3), (CommandKind.Advance, 9), (CommandKind.Change, 3), (CommandKind.Advance, 9), (CommandKind.Change, 3), (CommandKind.Advance, 9)),
        Scene((CommandKind.Write, 0), (CommandKind.Advance, 4), (CommandKind.Crash, 0), (CommandKind.Write, 0), (CommandKind.Advance, 1), (CommandKind.Advance, 5)),
        Scene((CommandKind.Deliver, 0), (CommandKind.SwitchWebhook, 0), (CommandKind.Redeliver, 0), (CommandKind.Deliver, 0), (CommandKind.SwitchWebhook, 1), (CommandKind.Restart, 0), (CommandKind.Redeliver, 0)),
        Scene((CommandKind.Propose, 1), (CommandKind.Accept, 0), (CommandKind.Publish, 0), (CommandKind.Dismiss, 0), (CommandKind.Propose, 0), (CommandKind.Propose, 1), (CommandKind.Dismiss, 1), (CommandKind.Propose, 3), (CommandKind.Accept, 1)),
        Scene((CommandKind.Change, 3), (CommandKind.Advance, 9), (CommandKind.Advance, 9), (CommandKind.Change, 0), (CommandKind.Advance, 30), (CommandKind.Advance, 40)),
    ];

    // Faults, each alone: a letter is passed over; a closed webhook lets in; a repeated delivery starts a run; a suggestion that was accepted, or dismissed, stays open; a key is not looked for; a body is not compared; a switch is not stored; a deleted rule stays; a condition, or a person's hand, is passed over; one run too many is queued; who is replaced is not told; nobody
    // follows a run that ended; a queued run cannot be cancelled; the longest wait does not count; the wait is not put off; a resumption, or a release, wakes nobody; an override tells nobody; a schedule of a rule
    // that is switched off goes on; a run that ended takes signals; a job never times out; on SQLite, timers are an hour late.
    [Fact]
    public Task Commands_OnBothStores_DoWhatTheModelSays() => CheckAsync(Long ? 1000 : 40, StoreKind.Memory, StoreKind.Sqlite);

    [Fact]
    public async Task Commands_OnPostgresToo_DoWhatTheModelSays()
    {
        await TestPostgres.GetAsync();
        await CheckAsync(Long ? 200 : 8, StoreKind.Memory, StoreKind.Sqlite, StoreKind.Postgres);
    }

    private static async Task CheckAsync(int sequences, params StoreKind[] stores)
    {
        var done = new Dictionary<CommandKind, int>();
        var happened = new HashSet<string>();
        for (var seed = 1 - Scenes.Length; seed <= sequences; seed++)
        {
            var random = new Random(seed);
            var commands = seed < 1 ? Scenes[-seed] : Enumerable.Range(0, Long ? 60 : 30)
                .Select(_ => new Command((CommandKind)random.Next(Enum.GetValues<CommandKind>().Length), random.Next(1000))).ToList();
            if (await PlayAsync(stores, commands, done, happened) is { } failure)
            {
                var least = await ShrinkAsync(stores, commands);
                Assert.Fail($"Seed {seed}: {failure}\nShrunk to:\n{string.Join(",\n", least.Select(one => $"new Command(CommandKind.{one.Kind}, {one.Number})"))}\n{await PlayAsync(stores, least, [], [])}");
            }
        }

        Enum.GetValues<CommandKind>().ShouldAllBe(kind => done.GetValueOrDefault(kind) > 0, "A command that never succeeded proves nothing.");
        happened.ShouldBe(Model.Happenings, ignoreOrder: true);
    }

    private static List<Command> Scene(params (CommandKind Kind, int Number)[] commands) => [.. commands.Select(command => new Command(command.Kind, command.Number))];

    private static async Task<List<Command>> ShrinkAsync(StoreKind[] stores, List<Command> commands)
    {
        for (var index = 0; index < commands.Count;)
        {
            var fewer = commands.Where((_, at) => at != index).ToList();
            if (await PlayAsync(stores, fewer, [], []) is null)
            {
                index++;
            }
            else
            {
                commands = fewer;
            }
        }

        return commands;
    }

    /// <summary>Null when all went as the model says.</summary>
    private static async Task<string?> PlayAsync(StoreKind[] stores, List<Command> commands, Dictionary<CommandKind, int> done, HashSet<string> happened)
    {
        var players = stores.Select(store => new ModelPlayer(store)).ToList();
        try
        {
            foreach (var (command, index) in commands.Select((command, index) => (command, index)))
            {
                if (await StepAsync(players, command, done) is { } failure)
                {
                    return $"command {index + 1}, {command}: {failure}";
                }
            }

            return null;
        }
        finally
        {
            happened.UnionWith(players[0].Model.Happened);
            foreach (var player in players)
            {
                await player.DisposeAsync();
            }
        }
    }

    private static async Task<string?> StepAsync(List<ModelPlayer> players, Command command, Dictionary<CommandKind, int> done)
    {
        try
        {
            var did = await players[0].DoAsync(command);
            foreach (var other in players[1..])
            {
                (await other.DoAsync(command)).ShouldBe(did);
            }

            if (did)
            {
                done[command.Kind] = done.GetValueOrDefault(command.Kind) + 1;
            }

            var expected = players[0].Model.Show();
            foreach (var player in players)
            {
                (await player.ShowAsync()).ShouldBe(expected, $"{player.Store}");
            }

            return null;
        }
        catch (Exception exception)
        {
            return exception.Message;
        }
    }
}
