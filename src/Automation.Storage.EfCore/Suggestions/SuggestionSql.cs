namespace Automation.Storage;

/// <summary>What is asked of the table suggestion.</summary>
internal sealed class SuggestionSql(string schema)
{
    private readonly string _columns =
        "select s.scope, s.suggestion_id, s.key, s.title, s.description, s.json, s.revision, s.score, s.author, s.state, s.created_at, s.proposed_at, s.closed_at, s.closed_by, s.reason, s.rule, s.rule_version "
        + $"from {schema}.suggestion s ";

    /// <summary>Whoever adds one to a scope waits for whoever else does: of two with one key one sees the other's, and no more are open than may be.</summary>
    public string Lock { get; } = "select pg_advisory_xact_lock(1635086452, $1)";

    public string Find => _columns + "where s.scope = $1 and s.suggestion_id = $2";

    /// <summary>Held until the end: whoever closes it comes before, and is seen, or after.</summary>
    public string HoldKey => _columns + "where s.scope = $1 and s.key = $2 for update";

    public string CountOpen { get; } = $"select count(*) from {schema}.suggestion s where s.scope = $1 and s.state = 1";

    /// <summary>Of some states, behind a place. Each is in the order of the index.</summary>
    public string List => $"""
        select s.* from unnest($2::smallint[]) as t(state) cross join lateral (
          {_columns} where s.scope = $1 and s.state = t.state and ($3::double precision is null or s.score < $3 or (s.score = $3 and s.suggestion_id > $4))
          order by s.score desc, s.suggestion_id limit $5) s
        order by s.score desc, s.suggestion_id limit $5
        """;

    public string Put { get; } =
        $"insert into {schema}.suggestion(scope, suggestion_id, key, title, description, json, revision, score, author, state, created_at, proposed_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) "
        + "on conflict (scope, suggestion_id) do update set title = excluded.title, description = excluded.description, json = excluded.json, revision = excluded.revision, score = excluded.score, "
        + "author = excluded.author, proposed_at = excluded.proposed_at";

    public string Dismiss { get; } =
        $"update {schema}.suggestion set state = {(int)SuggestionState.Dismissed}, closed_at = $3, closed_by = $4, reason = $5 where scope = $1 and suggestion_id = $2 and state = {(int)SuggestionState.Open}";

    /// <summary>When it is open with this revision. It waits for whoever is just dismissing it, or proposing another rule, and touches nothing then.</summary>
    public string Accept { get; } =
        $"update {schema}.suggestion set state = {(int)SuggestionState.Accepted}, closed_at = $4, closed_by = $5, rule = $6, rule_version = $7 "
        + $"where scope = $1 and suggestion_id = $2 and revision = $3 and state = {(int)SuggestionState.Open}";
}
