using Automation;
using Automation.Storage;
using Automation.Storage.Intake;
using Automation.Storage.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses PostgreSQL as the store.</summary>
public static class PostgresAutomationBuilderExtensions
{
    /// <summary>Keeps everything in a PostgreSQL database, in tables of a schema of its own, with a connection pool of its own.</summary>
    /// <remarks>The tables are created and upgraded when the host starts, unless <see cref="PostgresStoreOptions.Migrate"/> is false.</remarks>
    /// <param name="builder">The builder.</param>
    /// <param name="connectionString">The database, which exists.</param>
    /// <param name="configure">Changes the options; null for none.</param>
    /// <exception cref="ArgumentException">The connection string cannot be read, or the schema has a form that is not allowed.</exception>
    public static AutomationBuilder UsePostgres(this AutomationBuilder builder, string connectionString, Action<PostgresStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        Check(connectionString);
        var options = Options(configure);
        return builder.Use(_ => StorePlace.At(connectionString, options));
    }

    /// <summary>Keeps everything in a PostgreSQL database, in tables of a schema of its own, with connections of a source that the host owns.</summary>
    /// <remarks>The tables are created and upgraded when the host starts, unless <see cref="PostgresStoreOptions.Migrate"/> is false.</remarks>
    /// <param name="builder">The builder.</param>
    /// <param name="dataSource">Gives the connections; the host disposes it, after the host's services.</param>
    /// <param name="configure">Changes the options; null for none.</param>
    /// <exception cref="ArgumentException">The schema has a form that is not allowed.</exception>
    public static AutomationBuilder UsePostgres(this AutomationBuilder builder, NpgsqlDataSource dataSource, Action<PostgresStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(dataSource);
        var options = Options(configure);
        return builder.Use(_ => new StorePlace(dataSource, ownsSource: false, options));
    }

    /// <summary>Keeps everything in tables that a context of the host has, and the host's migrations create and upgrade.</summary>
    /// <remarks>
    /// The context calls <see cref="AutomationModelBuilderExtensions.AddAutomation"/> in <c>OnModelCreating</c>. Its database and its schema are read once, when the
    /// store is made; the store then works with connections of its own.
    /// </remarks>
    /// <typeparam name="TContext">The context, registered with <c>AddDbContext</c> or <c>AddDbContextFactory</c>.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Changes the options; null for none. <see cref="PostgresStoreOptions.Schema"/> and <see cref="PostgresStoreOptions.Migrate"/> are ignored.</param>
    public static AutomationBuilder UsePostgres<TContext>(this AutomationBuilder builder, Action<PostgresStoreOptions>? configure = null)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = Options(configure);
        builder.Services.ConfigureDbContext<TContext>(context => context.AddInterceptors(IntakeInterceptor.Instance));
        return builder.Use(services => HostContext.Find<TContext>(services, options));
    }

    /// <summary>Without the driver's exception inside: it may quote a part of the string, which may be one of the password.</summary>
    private static void Check(string connectionString)
    {
        try
        {
            _ = new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidCastException or OverflowException or KeyNotFoundException)
        {
            var url = connectionString.Contains("://", StringComparison.Ordinal) ? "A URL is not understood. " : "";
            throw new ArgumentException(
                "The connection string of UsePostgres cannot be read. " + url + "Write pairs such as 'Host=localhost;Port=5432;Database=app;Username=app;Password=…'; "
                + "a value with ';' or '=' in it needs quotes, and the pairs that the driver knows are on https://www.npgsql.org/doc/connection-string-parameters.html.",
                nameof(connectionString));
        }
    }

    private static PostgresStoreOptions Options(Action<PostgresStoreOptions>? configure)
    {
        var options = new PostgresStoreOptions();
        configure?.Invoke(options);
        SchemaName.Check(options.Schema, "PostgresStoreOptions.Schema");
        return options;
    }

    private static AutomationBuilder Use(this AutomationBuilder builder, Func<IServiceProvider, StorePlace> place)
    {
        builder.Services.Replace(ServiceDescriptor.Singleton(place));
        return builder.UseStore(nameof(UsePostgres), static services =>
        {
            var found = services.GetRequiredService<StorePlace>();
            return new PostgresStore(found.Options, found.Source, services.GetService<ILogger<PostgresStore>>() ?? NullLogger<PostgresStore>.Instance);
        });
    }
}
