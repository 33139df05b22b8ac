namespace Automation.Storage;

/// <summary>What is asked of the table suggestion.</summary>
internal static class SuggestionSql
{
    private const string Columns =
        "select scope, suggestion_id, key, title, description, json, revision, score, author, state, created_at, proposed_at, closed_at, closed_by, reason, rule, rule_version from suggestion ";

    public const string Find = Columns + "where scope = ? and suggestion_id = ?";

    public const string FindKey = Columns + "indexed by suggestion_by_key where scope = ? and key = ?";

    /// <summary>Of one state, behind a place.</summary>
    public const string List =
        Columns + "indexed by suggestion_by_score where scope = ?1 and state = ?2 and (?3 is null or score < ?3 or (score = ?3 and suggestion_id > ?4)) order by score desc, suggestion_id limit ?5";

    public const string CountOpen = "select count(*) from suggestion indexed by suggestion_by_score where scope = ? and state = 1";

    public const string Put =
        "insert into suggestion(scope, suggestion_id, key, title, description, json, revision, score, author, state, created_at, proposed_at) values(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
        + "on conflict(scope, suggestion_id) do update set title = excluded.title, description = excluded.description, json = excluded.json, revision = excluded.revision, score = excluded.score, "
        + "author = excluded.author, proposed_at = excluded.proposed_at";

    public const string Close =
        "update suggestion set state = ?, closed_at = ?, closed_by = ?, reason = ?, rule = ?, rule_version = ? where scope = ? and suggestion_id = ? and state = 1";
}
