namespace Automation.Storage;

/// <summary>Puts the list of runs together: an arm per index that can answer, each newest first and cut at the limit, merged by id.</summary>
/// <remarks>
/// Parameters: $1 scope, $2 the run behind which the page begins (null: from the newest), $3 limit, $4 rule, $5 subject, $6 from, $7 to,
/// $8 live states, $9 ended statuses; those that a query does not say are null.
/// </remarks>
internal sealed class RunListSql(string schema)
{
    private const string Bounds = "r.scope = $1 and ($2::uuid is null or r.run_id < $2) and ($6::timestamptz is null or r.at >= $6) and ($7::timestamptz is null or r.at < $7)";
    private const string OfRule = " and ($4::text is null or r.rule = $4)";
    private const string Newest = " order by r.run_id desc limit $3";

    /// <summary>How a run that has ended did so: one row of the partial index of ends.</summary>
    private readonly string _end =
        $"left join lateral (select n.run_status, n.at, n.run_reason from {schema}.entry n where n.scope = r.scope and n.run_status in (10, 11, 12) and n.run_id = r.run_id limit 1) n on l.run_id is null";

    public string For(RunQuery query)
    {
        var page = query switch
        {
            { Subject: not null } => $"({BySubject(query.Statuses.Count > 0)})",
            { Statuses.Count: > 0 } => string.Join(" union all ", Arms(query).Select(arm => $"({arm})")),
            _ => $"(select r.run_id from {schema}.run r where {Bounds}{OfRule}{Newest})",
        };
        return $"""
            with asked as (select $4::text, $5::text, $8::smallint[], $9::smallint[])
            select {RunSql.RunColumns}, l.state, l.owner, l.claim_no, l.due_at, l.rescues, l.reason, l.limits <> 0, l.permit, l.need, n.run_status, n.at, n.run_reason
            from (select a.run_id from ({page}) a order by a.run_id desc limit $3) p
            join {schema}.run r on r.run_id = p.run_id
            left join {schema}.live l on l.run_id = p.run_id
            {_end}
            where l.run_id is not null or n.run_status is not null
            order by p.run_id desc
            """;
    }

    private string BySubject(bool byStatus) =>
        $"select r.run_id from {schema}.run r "
        + (byStatus ? $"left join {schema}.live l on l.run_id = r.run_id {_end} " : "")
        + $"where {Bounds} and r.subject = $5{OfRule}"
        + (byStatus ? " and (l.state = any($8::smallint[]) or n.run_status = any($9::smallint[]))" : "")
        + Newest;

    private IEnumerable<string> Arms(RunQuery query)
    {
        if (query.Statuses.Contains(RunStatus.Running))
        {
            yield return $"select r.run_id from {schema}.live l join {schema}.run r on r.run_id = l.run_id where l.state = 2 and l.scope = $1 and {Bounds}{OfRule}{Newest}";
        }

        // Left out where it finds nothing: it would walk all that rests in the scope to find that out.
        if (query.Statuses.Any(status => status is not RunStatus.Running && !IsEnd(status)))
        {
            yield return $"select r.run_id from {schema}.live l join {schema}.run r on r.run_id = l.run_id where l.state <> 2 and l.state = any($8::smallint[]) and l.scope = $1 and {Bounds}{OfRule} order by l.run_id desc limit $3";
        }

        foreach (var status in query.Statuses.Distinct().Where(IsEnd))
        {
            yield return $"select r.run_id from {schema}.entry n join {schema}.run r on r.run_id = n.run_id where n.scope = $1 and n.run_status = {(int)status} and ($2::uuid is null or n.run_id < $2)"
                + (query.Rule is null ? "" : " and n.rule = $4") + $" and {Bounds} order by n.run_id desc limit $3";
        }
    }

    private static bool IsEnd(RunStatus status) => status is RunStatus.Succeeded or RunStatus.Failed or RunStatus.Cancelled;
}
