using Npgsql;

namespace Automation.Storage;

/// <summary>Finds the accepts of a batch that would create a run of a rule which takes no further one.</summary>
internal sealed class BusyAccepts(string schema, PermitSql permits)
{
    private readonly SeenAccepts _seen = new(schema);

    /// <summary>Adds their answers by index. They were true at one moment of the call: what is sent again without them is asked again under the lock.</summary>
    public async Task FindAsync(NpgsqlConnection connection, CommitBatch batch, Dictionary<int, AcceptResult> refused)
    {
        var accepts = await _seen.OthersAsync(connection, batch, refused.ContainsKey, static accept => accept.Runs.Any(static run => run.Limits is not null)).ConfigureAwait(false);
        var places = await PlacesAsync(connection, accepts).ConfigureAwait(false);
        foreach (var (accept, index) in accepts)
        {
            var busy = accept.Runs.Select(run => places.Refusal(run)).OfType<BusyRule>().ToList();
            if (busy.Count > 0)
            {
                refused[index] = new AcceptResult { Status = AcceptStatus.Busy, Busy = busy };
                continue;
            }

            foreach (var created in accept.Runs)
            {
                places.Take(created);
            }
        }
    }

    private async Task<Occupancy> PlacesAsync(NpgsqlConnection connection, List<(AcceptOperation Accept, int Index)> accepts)
    {
        var places = new Occupancy();
        var keys = accepts.SelectMany(pair => pair.Accept.Runs).Where(run => run.Limits is not null)
            .Select(run => (run.Run.Scope, run.Run.Rule, run.Limits!.Overlap)).Distinct().ToArray();
        if (keys.Length > 0)
        {
            await SqlCommands.AllAsync(
                connection,
                permits.Occupancy,
                row =>
                {
                    var (scope, rule, overlap) = keys[(int)row.GetInt64(0) - 1];
                    places.Set(scope, rule, overlap, row.GetInt64(1), ReadHolder(row, 2));
                    places.Set(scope, rule, null, row.GetInt64(4), ReadHolder(row, 5));
                    return true;
                },
                CancellationToken.None,
                keys.Select(key => key.Scope).ToArray(),
                keys.Select(key => key.Rule).ToArray(),
                keys.Select(key => key.Overlap).ToArray()).ConfigureAwait(false);
        }

        return places;
    }

    private static (RunId Id, DateTimeOffset Since)? ReadHolder(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : (new RunId(row.GetGuid(column)), PostgresTime.Decode(row.GetDateTime(column + 1)));
}
