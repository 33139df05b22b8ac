using Automation;
using Automation.Storage;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses SQLite as the store.</summary>
public static class SqliteAutomationBuilderExtensions
{
    /// <summary>Keeps everything in one SQLite file, durably: write-ahead log, <c>synchronous=FULL</c>.</summary>
    /// <remarks>
    /// One process works on runs at a time; others may publish and read. The application references the native library of its choice,
    /// for instance the package <c>SQLitePCLRaw.bundle_e_sqlite3</c>.
    /// </remarks>
    /// <param name="builder">The builder.</param>
    /// <param name="path">The file; created when it is missing. Relative paths count from the current directory.</param>
    public static AutomationBuilder UseSqlite(this AutomationBuilder builder, string path)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return builder.UseStore(nameof(UseSqlite), _ => new SqliteStore(new SqliteStoreOptions { Path = path }));
    }
}
