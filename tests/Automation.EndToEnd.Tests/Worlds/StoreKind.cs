namespace Automation.EndToEnd.Worlds;

/// <summary>Which store a world keeps its data in.</summary>
public enum StoreKind
{
    Memory,
    Sqlite,
    Postgres,
}
