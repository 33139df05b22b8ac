using System.Data;
using Automation.Storage.Model;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Automation.Storage;

/// <summary>Opens the tables: creates or upgrades them where that is the store's task, and refuses those that it cannot work with.</summary>
internal sealed partial class StoreSchema(PostgresStoreOptions options, NpgsqlDataSource source, ILogger logger)
{
    private static readonly SchemaCheck Check = new(AutomationModel.Version);

    private readonly string _schema = SchemaName.Check(options.Schema, "PostgresStoreOptions.Schema");

    /// <summary>Whether the tables are there, in whatever version, and whoever may read them.</summary>
    /// <exception cref="StoreUnavailableException">The database does not answer.</exception>
    public async Task<bool> ExistsAsync(CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            try
            {
                return await SchemaReader.ReadAsync(connection, _schema, cancellationToken).ConfigureAwait(false) is not { Version: null, Closed.Count: 0 };
            }
            catch (NpgsqlException fault)
            {
                throw PostgresFaults.OfRead(fault, $"The schema '{_schema}' could not be looked at");
            }
        }
    }

    /// <summary>Returns when the tables are ones that this package can work with. Safe when several processes do it at once.</summary>
    /// <exception cref="StoreFormatException">They are not, and the store may not or cannot make them so.</exception>
    /// <exception cref="StoreUnavailableException">The database does not answer.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            try
            {
                await OpenAsync(connection, cancellationToken).ConfigureAwait(false);
            }
            catch (NpgsqlException fault)
            {
                throw PostgresFaults.OfRead(fault, $"The tables in the schema '{_schema}' could not be opened");
            }
        }
    }

    private async Task<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            throw PostgresFaults.OfConnecting(fault, source, "No connection to PostgreSQL");
        }
    }

    private async Task OpenAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var found = await SchemaReader.ReadAsync(connection, _schema, cancellationToken).ConfigureAwait(false);
        if (options.Migrate && Check.NeedsMigration(found))
        {
            await MigrateAsync(connection, found, cancellationToken).ConfigureAwait(false);
            LogMigrated(_schema, found.Database, found.Version ?? 0, AutomationModel.Version);
            found = await SchemaReader.ReadAsync(connection, _schema, cancellationToken).ConfigureAwait(false);
        }

        if (Check.Fault(found) is { } fault)
        {
            throw new StoreFormatException(fault);
        }

        if (found.Version > AutomationModel.Version)
        {
            LogNewer(_schema, found.Database, found.Version.Value, AutomationModel.Version);
        }
    }

    private async Task MigrateAsync(NpgsqlConnection connection, SchemaState found, CancellationToken cancellationToken)
    {
        try
        {
            // Each statement has to see what another process committed while this one waited for the lock.
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                // Without a time limit: another process may hold the lock for as long as its migration takes.
                using var command = new NpgsqlCommand(AutomationMigrations.GenerateStatements(_schema), connection, transaction) { CommandTimeout = 0 };
                await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (PostgresException fault) when (fault.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new StoreFormatException(Check.MayNotMigrate(found));
        }
        catch (PostgresException fault) when (fault.SqlState is PostgresErrorCodes.DuplicateTable or PostgresErrorCodes.DuplicateObject)
        {
            throw new StoreFormatException(Check.Taken(found, fault.MessageText));
        }
    }
}
