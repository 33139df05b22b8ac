using Automation.Storage.Conformance;

namespace Automation.Storage.Sqlite.Tests;

/// <summary>A database file of its own for each test, deleted at its end.</summary>
public sealed class SqliteFixture : IStoreFixture
{
    private readonly List<SqliteStore> _open = [];
    private string _path;

    public SqliteFixture()
    {
        Folder = Directory.CreateTempSubdirectory("automation-sqlite-").FullName;
        _path = Path.Combine(Folder, "0.db");
    }

    public string Folder { get; }

    /// <summary>The present file; a crash moves to another one.</summary>
    public string DatabasePath => _path;

    public async Task<IAutomationStore> OpenAsync()
    {
        var store = new SqliteStore(new SqliteStoreOptions { Path = _path });
        await store.OpenAsync(TestContext.Current.CancellationToken);
        _open.Add(store);
        return store;
    }

    /// <summary>
    /// What kill -9 leaves: the database and its write-ahead log as they lie there, without checkpoint and without the index in shared memory.
    /// They are copied while the old doors are still open, and the copy is opened.
    /// </summary>
    public async Task<IAutomationStore> ReopenAfterCrashAsync()
    {
        var next = Path.Combine(Folder, $"{_open.Count}-after-crash.db");
        File.Copy(_path, next);
        if (File.Exists(_path + "-wal"))
        {
            File.Copy(_path + "-wal", next + "-wal");
        }

        await CloseAsync();
        _path = next;
        return await OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task CloseAsync()
    {
        foreach (var store in _open)
        {
            await store.DisposeAsync();
        }
    }
}
