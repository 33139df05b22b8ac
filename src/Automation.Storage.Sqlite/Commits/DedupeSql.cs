namespace Automation.Storage;

/// <summary>What is asked of the table dedupe.</summary>
internal static class DedupeSql
{
    public const string Find = "select original_id, body_hash, at from dedupe where scope = ? and source = ? and key_hash = ?";

    public const string Insert =
        "insert into dedupe(scope, source, key_hash, body_hash, original_id, at) values(?, ?, ?, ?, ?, ?) on conflict do nothing";

    public const string Replace = "update dedupe set body_hash = ?, original_id = ?, at = ? where scope = ? and source = ? and key_hash = ?";
}
