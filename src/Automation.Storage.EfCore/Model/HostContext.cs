using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure.Internal;

namespace Automation.Storage.Model;

/// <summary>What a context of the host says about the store's tables: in which database they are, and in which schema.</summary>
internal static class HostContext
{
    /// <summary>Asks one instance of the context, and lets go of it.</summary>
    /// <exception cref="InvalidOperationException">The context is not registered, is not for PostgreSQL, or does not have the tables.</exception>
    public static StorePlace Find<TContext>(IServiceProvider services, PostgresStoreOptions options)
        where TContext : DbContext
    {
        var name = typeof(TContext).Name;
        using var scope = services.CreateScope();
        using var made = scope.ServiceProvider.GetService<IDbContextFactory<TContext>>()?.CreateDbContext();
        var context = made ?? scope.ServiceProvider.GetService<TContext>()
            ?? throw new InvalidOperationException($"The context '{name}' is not registered. Register it with AddDbContext or AddDbContextFactory.");
        if (!context.Database.IsNpgsql())
        {
            throw new InvalidOperationException($"The context '{name}' has the provider '{context.Database.ProviderName}'. The store needs one with UseNpgsql.");
        }

        var table = context.Model.FindEntityType(typeof(StoreVersionRow))
            ?? throw new InvalidOperationException($"The model of the context '{name}' does not have the store's tables. Call modelBuilder.AddAutomation() in its OnModelCreating.");
        options.Schema = table.GetSchema()!;
        options.Migrate = false;
        return Find(context, services, options);
    }

    private static StorePlace Find(DbContext context, IServiceProvider services, PostgresStoreOptions options)
    {
        // A data source does not tell its password, and only these options tell which one it is.
#pragma warning disable EF1001
        var said = context.GetService<IDbContextOptions>().FindExtension<NpgsqlOptionsExtension>();
        var source = said?.DataSource as NpgsqlDataSource;
        var connectionString = said?.ConnectionString ?? said?.Connection?.ConnectionString;
#pragma warning restore EF1001

        // UseNpgsql() without a database takes the source that is registered.
        source ??= connectionString is null ? services.GetService<NpgsqlDataSource>() : null;
        return source is not null
            ? new StorePlace(source, ownsSource: false, options)
            : StorePlace.At(connectionString ?? context.Database.GetConnectionString() ?? "", options);
    }
}
