namespace Automation.Postgres;

/// <summary>A private PostgreSQL could not be started, stopped or found; the message says why, and what helps.</summary>
public sealed class LocalPostgresException : Exception
{
    internal LocalPostgresException(string message)
        : base(message)
    {
    }
}
