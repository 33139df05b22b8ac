using Automation.Storage;

namespace Automation.EndToEnd.Worlds;

/// <summary>A file of its own, in memory where the system has a folder for that: these worlds die by crashes, not by power cuts.</summary>
internal sealed class SqliteData : IWorldData
{
    private readonly string _folder = Path.Combine(
        Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"automation-world-{Path.GetRandomFileName()}");

    public SqliteData() => Directory.CreateDirectory(_folder);

    public string FilePath => Path.Combine(_folder, "automation.db");

    public IAutomationStore NewStore() => new SqliteStore(new SqliteStoreOptions { Path = FilePath });

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return default;
    }
}
