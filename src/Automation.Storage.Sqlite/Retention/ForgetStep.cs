namespace Automation.Storage;

/// <summary>Applies a <see cref="ForgetRequest"/>, inside a transaction that is already begun.</summary>
internal sealed class ForgetStep(SqliteConnectionHandle connection)
{
    private readonly Statement _keys = connection.Prepare(PurgeSql.Keys, "dedupe");
    private readonly Statement _deleteKey = connection.Prepare(PurgeSql.DeleteKey);
    private readonly Statement _oldChains = connection.Prepare(PurgeSql.OldChains, "root_run");
    private readonly Statement _deleteChain = connection.Prepare(PurgeSql.DeleteChain);
    private readonly Statement _deleteBudgets = connection.Prepare(PurgeSql.DeleteBudgets);
    private readonly Statement _deleteNodes = connection.Prepare(PurgeSql.DeleteNodes);

    public ForgetChunk Apply(ForgetRequest request)
    {
        var chains = Chains(request);
        foreach (var root in chains)
        {
            _deleteChain.With().Id(root).Run();
        }

        var budgets = _deleteBudgets.With().Time(request.BudgetsBefore).Number(request.Limit).Run();
        _deleteNodes.With().Time(request.NodesBefore).Run();
        var page = Keys(request);
        var keys = 0L;
        foreach (var (key, _) in page.Where(row => row.At < request.KeysBefore))
        {
            keys += _deleteKey.With().RawText(key.Scope).RawText(key.Source).Bytes(key.Hash).Run();
        }

        var next = page.Count == request.Limit ? Cursor(page[^1].Key) : chains.Count == request.Limit || budgets == request.Limit ? request.After ?? Cursor(([], [], [])) : null;
        return new ForgetChunk(keys, chains.Count, budgets, next);
    }

    private List<Guid> Chains(ForgetRequest request)
    {
        var roots = new List<Guid>();
        using var rows = _oldChains.With().Time(request.ChainsBefore).Number(request.Limit).Query();
        while (rows.Next())
        {
            roots.Add(rows.Id(0));
        }

        return roots;
    }

    private List<((byte[] Scope, byte[] Source, byte[] Hash) Key, DateTimeOffset At)> Keys(ForgetRequest request)
    {
        var after = request.After?.Split(' ').Select(Convert.FromHexString).ToArray() ?? [[], [], []];
        var found = new List<((byte[], byte[], byte[]), DateTimeOffset)>();
        using var rows = _keys.With().RawText(after[0]).RawText(after[1]).Bytes(after[2]).Number(request.Limit).Query();
        while (rows.Next())
        {
            found.Add(((rows.Raw(0), rows.Raw(1), rows.Raw(2)), rows.Time(3)));
        }

        return found;
    }

    private static string Cursor((byte[] Scope, byte[] Source, byte[] Hash) key) =>
        $"{Convert.ToHexString(key.Scope)} {Convert.ToHexString(key.Source)} {Convert.ToHexString(key.Hash)}";
}
