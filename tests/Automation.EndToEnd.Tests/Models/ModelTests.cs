using Automation.EndToEnd.Worlds;
using Automation.Postgres;

namespace Automation.EndToEnd.Models;

/// <summary>T18: random commands against a plain model and the stores, compared after each; a failure is shrunk and shown as code.</summary>
/// <remarks>In the suite 40 sequences of 30 commands, 8 with PostgreSQL; <c>AUTOMATION_LONG=1</c> takes 1,000 of 60, 200 with PostgreSQL.</remarks>
public sealed class ModelTests
{
    private static readonly bool Long = Environment.GetEnvironmentVariable("AUTOMATION_LONG") == "1";

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
        for (var seed = 1; seed <= sequences; seed++)
        {
            var random = new Random(seed);
            var commands = Enumerable.Range(0, Long ? 60 : 30)
                .Select(_ => new Command((CommandKind)random.Next(Enum.GetValues<CommandKind>().Length), random.Next(1000))).ToList();
            if (await PlayAsync(stores, commands, done) is { } failure)
            {
                var least = await ShrinkAsync(stores, commands);
                Assert.Fail($"Seed {seed}: {failure}\nShrunk to:\n{string.Join(",\n", least.Select(one => $"new Command(CommandKind.{one.Kind}, {one.Number})"))}\n{await PlayAsync(stores, least, [])}");
            }
        }

        Enum.GetValues<CommandKind>().ShouldAllBe(kind => done.GetValueOrDefault(kind) > 0, "A command that never succeeded proves nothing.");
    }

    private static async Task<List<Command>> ShrinkAsync(StoreKind[] stores, List<Command> commands)
    {
        for (var index = 0; index < commands.Count;)
        {
            var fewer = commands.Where((_, at) => at != index).ToList();
            if (await PlayAsync(stores, fewer, []) is null)
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
    private static async Task<string?> PlayAsync(StoreKind[] stores, List<Command> commands, Dictionary<CommandKind, int> done)
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
