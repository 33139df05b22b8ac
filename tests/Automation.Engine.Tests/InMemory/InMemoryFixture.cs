using Automation.Storage;
using Automation.Storage.Conformance;

namespace Automation.Engine.Tests.InMemory;

/// <summary>A database of its own for each test.</summary>
public sealed class InMemoryFixture : IStoreFixture
{
    private readonly InMemoryDatabase _database = new();
    private readonly List<InMemoryStore> _open = [];

    public bool AllowsManyNodes => true;

    public async Task<IAutomationStore> OpenAsync()
    {
        var store = new InMemoryStore(_database);
        await store.OpenAsync(TestContext.Current.CancellationToken);
        _open.Add(store);
        return store;
    }

    public async Task<IAutomationStore> ReopenAfterCrashAsync()
    {
        await DisposeAsync();
        return await OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _open)
        {
            await store.DisposeAsync();
        }
    }
}
