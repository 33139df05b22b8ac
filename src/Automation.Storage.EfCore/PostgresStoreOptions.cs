namespace Automation.Storage;

/// <summary>Where in a PostgreSQL database the store keeps its tables, and who creates them.</summary>
public sealed class PostgresStoreOptions
{
    internal const string DefaultSchema = "automation";

    /// <summary>The schema of the tables: lower-case letters, digits and <c>_</c>, at most 63.</summary>
    /// <value>The default is <c>automation</c>.</value>
    /// <remarks>A store with another schema is another store: nothing is moved when this changes. Ignored when the tables are in a context of the host, whose model says it.</remarks>
    public string Schema { get; set; } = DefaultSchema;

    /// <summary>Whether the store creates and upgrades its tables when it opens; then its role needs the right to create in the schema.</summary>
    /// <value>The default is true.</value>
    /// <remarks>
    /// With false, rights to read and write the rows suffice, and a store that finds its tables missing or too old does not open. Ignored when the tables are in a context
    /// of the host, whose migrations own them.
    /// </remarks>
    public bool Migrate { get; set; } = true;

    /// <summary>The schema as statements write it.</summary>
    internal string QuotedSchema => $"\"{Schema}\"";

    /// <summary>Whether leases and due instants go by the caller's clock instead of the database's: for tests with a clock that they move.</summary>
    internal bool ClockOfCaller { get; set; }

    /// <summary>How often a commit is sent that the server rolled back because of another transaction: tests of the order of locks send it once, and hear of it.</summary>
    internal int Tries { get; set; } = 3;

    /// <summary>How long a change of rules or settings waits for each lock before nothing of it is stored: whoever begins runs waits behind it.</summary>
    internal TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a listening connection is silent before the database is asked whether it is there; it has a third of that to answer.</summary>
    internal TimeSpan ListenSilence { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>See <see cref="BatchCommit.DeliversFor"/>: tests have every batch ask whether its events are awaited.</summary>
    internal int DeliversFor { get; set; } = 100;
}
