namespace Automation.Postgres.Proxy;

/// <summary>What the client asked for up to one Sync or simple query; one ReadyForQuery answers it.</summary>
internal sealed class PgExchange
{
    /// <summary>Gets the texts of the statements that are executed.</summary>
    public List<string> Statements { get; } = [];

    /// <summary>Gets or sets what it commits, unless something goes wrong; null when it leaves a transaction open, or takes it back.</summary>
    public PgCommit? Commits { get; set; }

    /// <summary>Gets the tags with which the server said that a statement is done.</summary>
    public List<string> Tags { get; } = [];

    /// <summary>Gets or sets a value indicating whether the server reported an error.</summary>
    public bool Failed { get; set; }
}
