namespace Automation.Storage;

/// <summary>What a look at the database found of the store's tables.</summary>
internal sealed record SchemaState
{
    /// <summary>The database.</summary>
    public required string Database { get; init; }

    /// <summary>The schema.</summary>
    public required string Schema { get; init; }

    /// <summary>The role that looked.</summary>
    public required string Role { get; init; }

    /// <summary>The version of the tables; null when nothing says one.</summary>
    public int? Version { get; init; }

    /// <summary>The oldest version of the package that can work with them; null when nothing says one.</summary>
    public int? ReadableFrom { get; init; }

    /// <summary>Whether migrations of this package made the tables. Otherwise a host's migrations own them.</summary>
    public bool IsOurs { get; init; }

    /// <summary>Tables and sequences of the present version that are not there.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>What is there, and the role lacks rights for.</summary>
    public IReadOnlyList<string> Closed { get; init; } = [];
}
