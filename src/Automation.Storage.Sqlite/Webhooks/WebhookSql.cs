namespace Automation.Storage;

/// <summary>What is asked of the table webhook.</summary>
internal static class WebhookSql
{
    private const string Columns = "select id, scope, rule, trigger_id, revision, body from webhook ";

    public const string Find = Columns + "where id = ?";

    public const string Of = Columns + "where scope = ?";

    public const string Insert = "insert into webhook(id, scope, rule, trigger_id, revision, body) values(?, ?, ?, ?, 1, ?) on conflict do nothing";

    public const string Update = "update webhook set revision = revision + 1, body = ? where id = ? and scope = ? and rule = ? and trigger_id = ? and revision = ?";

    public const string Delete = "delete from webhook where scope = ? and id = ?";

    public const string DeleteOf = "delete from webhook where scope = ? and rule = ?";

    public const string DeleteOfShared = "delete from webhook where rule = ?";
}
