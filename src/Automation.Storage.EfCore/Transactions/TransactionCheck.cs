using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Automation.Storage.Transactions;

/// <summary>Whether a step can be recorded in a transaction of a context: one database, and a context that every part of a scope shares.</summary>
internal sealed class TransactionCheck(string schema)
{
    /// <summary>Which database of which server: the same for every connection to it, whatever its address.</summary>
    private const string Identity = "select extract(epoch from pg_postmaster_start_time())::text || '/' || (select d.oid from pg_database d where d.datname = current_database())";

    /// <exception cref="InvalidOperationException">It cannot.</exception>
    public async Task RunAsync(IServiceProvider services, Type type, NpgsqlConnection store, CancellationToken cancellationToken)
    {
        var context = Find(services, type);
        await context.Database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var connection = (NpgsqlConnection)context.Database.GetDbConnection();
            if (await IdentityAsync(connection, cancellationToken).ConfigureAwait(false) != await IdentityAsync(store, cancellationToken).ConfigureAwait(false))
            {
                throw new InvalidOperationException($"The context '{type.Name}' uses the database '{connection.Database}' of '{connection.Host}', and the store another one. Both must use the same.");
            }

            var seen = await SchemaReader.ReadAsync(connection, schema, cancellationToken).ConfigureAwait(false);
            if (seen.Closed.Count > 0)
            {
                throw new InvalidOperationException(
                    $"The role '{seen.Role}' of the context '{type.Name}' may not use {string.Join(", ", seen.Closed)} of the schema '{schema}'. Grant it what the store's role has.");
            }
        }
        finally
        {
            await context.Database.CloseConnectionAsync().ConfigureAwait(false);
        }
    }

    private static DbContext Find(IServiceProvider services, Type type)
    {
        var name = type.Name;
        var context = services.GetService(type) switch
        {
            DbContext found => found,
            null => throw new InvalidOperationException($"The context '{name}' is not registered. Register it with AddDbContext."),
            _ => throw new InvalidOperationException($"'{name}' is no DbContext."),
        };
        if (!ReferenceEquals(context, services.GetService(type)))
        {
            throw new InvalidOperationException($"The context '{name}' is registered as transient, so that the handler would get another one. Register it as scoped.");
        }

        if (!context.Database.IsNpgsql())
        {
            throw new InvalidOperationException($"The context '{name}' has the provider '{context.Database.ProviderName}'. It must use the store's database, with UseNpgsql.");
        }

        return context.Database.CreateExecutionStrategy().RetriesOnFailure
            ? throw new InvalidOperationException($"The context '{name}' retries by itself (EnableRetryOnFailure), which allows no transaction around it. Remove that: the engine makes the try anew.")
            : context;
    }

    private static async Task<string> IdentityAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        using var command = new NpgsqlCommand(Identity, connection);
        return (string)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }
}
