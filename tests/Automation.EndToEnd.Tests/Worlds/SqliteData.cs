using Automation.Storage;

namespace Automation.EndToEnd.Worlds;

/// <summary>A file of its own, in memory where the system has a folder for that: these worlds die by crashes, not by power cuts.</summary>
internal sealed class SqliteData : IWorldData
{
    private readonly string _folder;

    public SqliteData()
        : this(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath())
    {
    }

    public SqliteData(string parent)
    {
        _folder = Path.Combine(parent, $"automation-world-{Path.GetRandomFileName()}");
        Directory.CreateDirectory(_folder);
    }

    public string FilePath => Path.Combine(_folder, "automation.db");

    public IAutomationStore NewStore() => new SqliteStore(new SqliteStoreOptions { Path = FilePath });

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return default;
    }
}
