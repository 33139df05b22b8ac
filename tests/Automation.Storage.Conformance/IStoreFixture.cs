namespace Automation.Storage.Conformance;

/// <summary>Gives the suite a store of its own for each test. Whoever writes a store implements this and derives from the test classes.</summary>
public interface IStoreFixture : IAsyncDisposable
{
    /// <summary>Another door to this test's data: opened, and not joined. The first call starts with an empty store.</summary>
    Task<IAutomationStore> OpenAsync();

    /// <summary>Whether several nodes may work on the store's runs at once. Their death is then seen by their leases.</summary>
    bool AllowsManyNodes => false;

    /// <summary>Kills all doors without a word, as kill -9 would, and opens one over what they had stored.</summary>
    Task<IAutomationStore> ReopenAfterCrashAsync();
}
