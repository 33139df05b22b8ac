using Npgsql;

namespace Automation.Storage;

internal sealed partial class PostgresStore
{
    private readonly OverrideSql _overrideSql = new(options.QuotedSchema);

    /// <inheritdoc/>
    public Task<bool> OverrideSubjectAsync(string scope, SubjectOverride standing, SignalRecord pause, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(standing);
        ArgumentNullException.ThrowIfNull(pause);
        foreach (var (text, what) in ((string?, string)[])[(scope, "scope"), (standing.Subject, "subject"), (standing.Reason, "reason"), (standing.Author, "author")])
        {
            PostgresText.Check(text, what);
        }

        return ChangeAsync(
            "Overriding a subject failed",
            scope,
            async connection =>
            {
                var at = PostgresTime.Encode(standing.At);
                await MeetBeginsAsync(connection, scope, cancellationToken).ConfigureAwait(false);
                if (await RunAsync(connection, _overrideSql.Put, cancellationToken, scope, standing.Subject, standing.Reason, standing.Author, at).ConfigureAwait(false) == 0)
                {
                    return (false, false);
                }

                var runs = await LockAliveAsync(connection, scope, standing.Subject, cancellationToken).ConfigureAwait(false);
                if (runs.Length > 0)
                {
                    await RunAsync(connection, _overrideSql.Pause, cancellationToken, runs, PostgresTime.Encode(pause.At), pause.Body.ToArray()).ConfigureAwait(false);
                    await RunAsync(connection, _overrideSql.WakeResting, cancellationToken, runs, at).ConfigureAwait(false);
                    await TellAsync(connection, scope, at, cancellationToken).ConfigureAwait(false);
                }

                return (true, true);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> ReleaseSubjectAsync(string scope, string subject, DateTimeOffset now, CancellationToken cancellationToken) =>
        !PostgresText.CanKeep(scope) || !PostgresText.CanKeep(subject) ? Task.FromResult(false) : ChangeAsync(
            "Releasing a subject failed",
            scope,
            async connection =>
            {
                if (await RunAsync(connection, _overrideSql.Delete, cancellationToken, scope, subject).ConfigureAwait(false) == 0)
                {
                    return (false, false);
                }

                var at = PostgresTime.Encode(now);
                var runs = await LockAliveAsync(connection, scope, subject, cancellationToken).ConfigureAwait(false);
                var paused = (await AllAsync(connection, _overrideSql.Unpause, row => row.GetGuid(0), cancellationToken, (object)runs).ConfigureAwait(false)).ToArray();
                if (paused.Length > 0)
                {
                    await RunAsync(connection, _overrideSql.TellOwners, cancellationToken, paused, at).ConfigureAwait(false);
                    await RunAsync(connection, _overrideSql.WakeHeld, cancellationToken, paused, at).ConfigureAwait(false);
                    await TellAsync(connection, scope, at, cancellationToken).ConfigureAwait(false);
                }

                return (true, true);
            },
            cancellationToken);

    /// <summary>The runs about a subject that have not ended. The locks of scopes come before those of rows, as in a commit.</summary>
    private async Task<Guid[]> LockAliveAsync(NpgsqlConnection connection, string scope, string subject, CancellationToken cancellationToken)
    {
        await RunAsync(connection, _permitSql.Lock, cancellationToken, Array.Empty<string>(), new[] { scope }, Array.Empty<Guid>()).ConfigureAwait(false);
        return [.. await AllAsync(connection, _overrideSql.LockAlive, row => row.GetGuid(0), cancellationToken, scope, subject).ConfigureAwait(false)];
    }

    /// <summary>Gives permits to those that woke and need one, and tells the hosts.</summary>
    private async Task TellAsync(NpgsqlConnection connection, string scope, DateTime now, CancellationToken cancellationToken)
    {
        await GrantAsync(connection, [scope], now, cancellationToken).ConfigureAwait(false);
        await RunAsync(connection, _commitSql.Notify, cancellationToken, _channel).ConfigureAwait(false);
    }

    private static SubjectOverride ReadOverride(NpgsqlDataReader row) => new()
    {
        Subject = row.GetString(0),
        Reason = row.IsDBNull(1) ? null : row.GetString(1),
        Author = row.IsDBNull(2) ? null : row.GetString(2),
        At = PostgresTime.Decode(row.GetDateTime(3)),
    };
}
