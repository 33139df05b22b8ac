using System.Globalization;
using Npgsql;

namespace Automation.Storage.EfCore.Tests.Schema;

/// <summary>The same as a role that owns nothing and has the rights on rows alone which docs/postgresql.md names.</summary>
public sealed class GuestFixture : PostgresFixture
{
    // Roles are the server's, and tests of other processes may use it.
    private static readonly string Role = $"automation_guest_{Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)[..12]}";

    private protected override async Task PrepareAsync(string connectionString)
    {
        await base.PrepareAsync(connectionString);
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand($"""
            create role {Role} login password 'guest';
            grant usage on schema automation to {Role};
            grant select, insert, update, delete on all tables in schema automation to {Role};
            grant usage on all sequences in schema automation to {Role};
            """);
        await command.ExecuteNonQueryAsync();
    }

    private protected override void Reach(NpgsqlConnectionStringBuilder connection) => (connection.Username, connection.Password) = (Role, "guest");
}
