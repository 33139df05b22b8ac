using System.Text.Json;

namespace Automation.Storage.Sqlite.Tests.Twins;

/// <summary>Two stores that are asked the same and must answer the same: what one of them does, the other one is checked against.</summary>
internal sealed class Twin : IAsyncDisposable
{
    private readonly SqliteFixture _fixture = new();
    private readonly InMemoryDatabase _database = new();

    private IAutomationStore _disk = null!;
    private IAutomationStore _memory = null!;

    /// <summary>What was asked and answered so far, for the message of a failure.</summary>
    public List<string> Story { get; } = [];

    public async Task OpenAsync()
    {
        _disk = await _fixture.OpenAsync();
        _memory = new InMemoryStore(_database);
        await _memory.OpenAsync(default);
    }

    public async Task CrashAsync()
    {
        Story.Add("crash");
        _disk = await _fixture.ReopenAfterCrashAsync();
        await _memory.DisposeAsync();
        _memory = new InMemoryStore(_database);
        await _memory.OpenAsync(default);
    }

    /// <summary>The answer that both gave; default when both threw the same.</summary>
    public async Task<T?> AskAsync<T>(string question, Func<IAutomationStore, Task<T>> ask)
    {
        var (disk, diskText) = await AnswerAsync(_disk, ask);
        var (_, memoryText) = await AnswerAsync(_memory, ask);
        Story.Add($"{question} -> {diskText}");
        diskText.ShouldBe(memoryText, string.Join('\n', Story));
        return disk;
    }

    public async ValueTask DisposeAsync()
    {
        await _memory.DisposeAsync();
        await _fixture.DisposeAsync();
    }

    private static async Task<(T? Answer, string Text)> AnswerAsync<T>(IAutomationStore store, Func<IAutomationStore, Task<T>> ask)
    {
        try
        {
            var answer = await ask(store);
            return (answer, Describe(answer));
        }
        catch (Exception fault) when (fault is not ObjectDisposedException)
        {
            return (default, fault.GetType().Name);
        }
    }

    private static string Describe<T>(T answer) => answer switch
    {
        IEnumerable<OperationResult> results => string.Join(' ', results.Select(one => $"{one.GetType().Name}{JsonSerializer.Serialize<object>(one)}")),
        IEnumerable<string> lines => string.Join(' ', lines.Select(line => line.Split('\'')[1]).Distinct()),
        _ => JsonSerializer.Serialize(answer),
    };
}
