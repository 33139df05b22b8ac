using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Automation.Storage;

/// <summary>The database and the options of the store of one container. Ends with the container, after the store.</summary>
internal sealed class StorePlace(NpgsqlDataSource source, bool ownsSource, PostgresStoreOptions options) : IAsyncDisposable
{
    /// <summary>Gives the connections.</summary>
    public NpgsqlDataSource Source { get; } = source;

    /// <summary>The schema and who owns it.</summary>
    public PostgresStoreOptions Options { get; } = options;

    /// <summary>A place with a connection pool of its own.</summary>
    public static StorePlace At(string connectionString, PostgresStoreOptions options, IServiceProvider services) =>
        new(new NpgsqlDataSourceBuilder(connectionString).UseLoggerFactory(services.GetService<ILoggerFactory>()).Build(), ownsSource: true, options);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ownsSource ? Source.DisposeAsync() : ValueTask.CompletedTask;
}
