using Npgsql;

namespace Automation.Storage;

/// <summary>Finds the accepts of a batch that would start more runs than their chain may.</summary>
internal sealed class FullChainAccepts(string schema)
{
    private readonly SeenAccepts _seen = new(schema);
    private readonly string _counts = $"select r.root, r.runs from {schema}.root_run r where r.root = any($1)";

    /// <summary>Adds their answers by index.</summary>
    public async Task FindAsync(NpgsqlConnection connection, CommitBatch batch, Dictionary<int, AcceptResult> refused)
    {
        var accepts = await _seen.OthersAsync(connection, batch, refused.ContainsKey, static accept => accept.MaxRunsPerRoot is not null).ConfigureAwait(false);
        var roots = accepts.Select(pair => pair.Accept.Root!.Value.Value).Distinct().ToArray();
        var counts = (await SqlCommands.AllAsync(connection, _counts, row => (Root: row.GetGuid(0), Runs: row.GetInt32(1)), CancellationToken.None, (object)roots).ConfigureAwait(false))
            .ToDictionary(pair => pair.Root, pair => pair.Runs);
        foreach (var (accept, index) in accepts)
        {
            var root = accept.Root!.Value.Value;
            var counted = counts.GetValueOrDefault(root, accept.FirstRunsOfRoot);
            if (counted + (long)accept.Runs.Count > accept.MaxRunsPerRoot)
            {
                refused[index] = new AcceptResult { Status = AcceptStatus.ChainFull, RunsOfRoot = counted };
            }
            else
            {
                counts[root] = counted + accept.Runs.Count;
            }
        }
    }
}
