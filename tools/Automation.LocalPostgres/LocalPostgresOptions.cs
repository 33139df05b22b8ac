namespace Automation.Postgres;

/// <summary>How a private PostgreSQL is started.</summary>
public sealed class LocalPostgresOptions
{
    /// <summary>Gets or sets where <c>initdb</c> and <c>postgres</c> lie; null, the default, takes the newest that is installed.</summary>
    public string? BinDirectory { get; set; }

    /// <summary>Gets further lines of <c>postgresql.conf</c>; they win over the ones that <see cref="LocalPostgres"/> writes.</summary>
    public IDictionary<string, string> Settings { get; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
