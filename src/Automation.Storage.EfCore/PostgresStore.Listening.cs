using Npgsql;

namespace Automation.Storage;

internal sealed partial class PostgresStore
{
    /// <inheritdoc/>
    public async Task<DateTimeOffset?> ReadClockAsync(CancellationToken cancellationToken)
    {
        ThrowIfNotOpen();
        return options.ClockOfCaller
            ? null
            : await OnHeartbeatAsync<DateTimeOffset?>("Reading the clock failed", async connection =>
            {
                using var command = Command(connection, "select clock_timestamp()");
                return PostgresTime.Decode((DateTime)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!);
            }, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task ListenAsync(Action heard, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(heard);
        ThrowIfNotOpen();
        try
        {
            var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                connection.Notification += (_, _) => heard();
                using var listen = new NpgsqlCommand($"listen {_quotedChannel}", connection);
                await listen.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
                heard();
                while (true)
                {
                    if (!await connection.WaitAsync(options.ListenSilence, cancellationToken).ConfigureAwait(false))
                    {
                        // A link that is down says nothing by itself, and neither does a database without news.
                        using var ask = new NpgsqlCommand("select 1", connection) { CommandTimeout = (int)Math.Ceiling(options.ListenSilence.TotalSeconds / 3) };
                        await ask.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
                    }
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Asked to end.
        }
        catch (Exception fault) when (fault is NpgsqlException or TimeoutException or IOException or System.Net.Sockets.SocketException)
        {
            throw PostgresFaults.OfRead(fault, "Listening failed");
        }
    }
}
