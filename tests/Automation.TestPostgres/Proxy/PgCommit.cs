namespace Automation.Postgres.Proxy;

/// <summary>One transaction that the server has committed.</summary>
/// <param name="Statements">The texts of its statements, in order; those of prepared statements too.</param>
/// <param name="Explicit">Whether COMMIT ended it; otherwise it was one batch without BEGIN.</param>
public sealed record PgCommit(IReadOnlyList<string> Statements, bool Explicit)
{
    /// <summary>Whether one of the statements contains a text, in whatever case.</summary>
    public bool Contains(string text) => Statements.Any(statement => statement.Contains(text, StringComparison.OrdinalIgnoreCase));
}
