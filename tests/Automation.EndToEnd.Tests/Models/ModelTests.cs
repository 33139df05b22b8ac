using Automation.EndToEnd.Worlds;

namespace Automation.EndToEnd.Models;

/// <summary>T18: random commands against a plain model and both stores, compared after each; a failure is shrunk and shown as code.</summary>
/// <remarks>In the suite 40 sequences of 30 commands; <c>AUTOMATION_LONG=1</c> takes 1,000 of 60.</remarks>
public sealed class ModelTests
{
    private static readonly bool Long = Environment.GetEnvironmentVariable("AUTOMATION_LONG") == "1";

    [Fact]
    public async Task Commands_OnBothStores_DoWhatTheModelSays()
    {
        var done = new Dictionary<CommandKind, int>();
        for (var seed = 1; seed <= (Long ? 1000 : 40); seed++)
        {
            var random = new Random(seed);
            var commands = Enumerable.Range(0, Long ? 60 : 30)
                .Select(_ => new Command((CommandKind)random.Next(Enum.GetValues<CommandKind>().Length), random.Next(1000))).ToList();
            if (await PlayAsync(commands, done) is { } failure)
            {
                var least = await ShrinkAsync(commands);
                Assert.Fail($"Seed {seed}: {failure}\nShrunk to:\n{string.Join(",\n", least.Select(one => $"new Command(CommandKind.{one.Kind}, {one.Number})"))}\n{await PlayAsync(least, [])}");
            }
        }

        Enum.GetValues<CommandKind>().ShouldAllBe(kind => done.GetValueOrDefault(kind) > 0, "A command that never succeeded proves nothing.");
    }

    private static async Task<List<Command>> ShrinkAsync(List<Command> commands)
    {
        for (var index = 0; index < commands.Count;)
        {
            var fewer = commands.Where((_, at) => at != index).ToList();
            if (await PlayAsync(fewer, []) is null)
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
    private static async Task<string?> PlayAsync(List<Command> commands, Dictionary<CommandKind, int> done)
    {
        await using var memory = new ModelPlayer(StoreKind.Memory);
        await using var sqlite = new ModelPlayer(StoreKind.Sqlite);
        foreach (var (command, index) in commands.Select((command, index) => (command, index)))
        {
            try
            {
                var did = await memory.DoAsync(command);
                (await sqlite.DoAsync(command)).ShouldBe(did);
                if (did)
                {
                    done[command.Kind] = done.GetValueOrDefault(command.Kind) + 1;
                }

                var expected = memory.Model.Show();
                (await memory.ShowAsync()).ShouldBe(expected, "memory");
                (await sqlite.ShowAsync()).ShouldBe(expected, "sqlite");
            }
            catch (Exception exception)
            {
                return $"command {index + 1}, {command}: {exception.Message}";
            }
        }

        return null;
    }
}
