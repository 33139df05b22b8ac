using Automation.Storage;

namespace Automation.EndToEnd.Worlds;

internal sealed class MemoryData : IWorldData
{
    private readonly InMemoryDatabase _database = new();

    public IAutomationStore NewStore() => new InMemoryStore(_database);

    public ValueTask DisposeAsync() => default;
}
