using Npgsql;

namespace Automation.Storage;

/// <summary>Finds the accepts of a batch that would start more runs than their chain may.</summary>
internal sealed class FullChainAccepts(string schema)
{
    private readonly SeenAccepts _seen = new(schema);
    private readonly string _counts = $"select r.root, r.runs from {schema}.root_run r where r.root = any($1)";

    /// <summary>Adds their answers by index.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="refused">What was answered already.</param>
    /// <param name="passedOver">The indexes of those that are not sent again for another reason, and so start no run.</param>
    public async Task FindAsync(NpgsqlConnection connection, CommitBatch batch, Dictionary<int, AcceptResult> refused, IReadOnlyCollection<int> passedOver)
    {
        var accepts = await _seen.OthersAsync(
            connection, batch, index => refused.ContainsKey(index) || passedOver.Contains(index), static accept => accept.MaxRunsPerRoot is not null).ConfigureAwait(false);
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
