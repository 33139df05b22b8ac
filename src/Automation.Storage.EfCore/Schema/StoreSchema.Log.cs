using Microsoft.Extensions.Logging;

namespace Automation.Storage;

internal sealed partial class StoreSchema
{
    [LoggerMessage(1, LogLevel.Information, "Schema '{Schema}' of the database '{Database}': the store's tables were brought from version {From} to {To}.")]
    private partial void LogMigrated(string schema, string database, int from, int to);

    [LoggerMessage(2, LogLevel.Information, "Schema '{Schema}' of the database '{Database}': the store's tables have version {Found}, this package has {Own} and can work with them.")]
    private partial void LogNewer(string schema, string database, int found, int own);
}
