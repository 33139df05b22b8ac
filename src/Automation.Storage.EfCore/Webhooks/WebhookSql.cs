namespace Automation.Storage;

/// <summary>What is asked of the table webhook.</summary>
internal sealed class WebhookSql(string schema)
{
    private readonly string _columns = $"select w.id, w.scope, w.rule, w.trigger_id, w.revision, w.body from {schema}.webhook w ";

    public string Find => _columns + "where w.id = $1";

    public string Of => _columns + "where w.scope = $1";

    /// <summary>The version of a scope, held until the end: whoever deletes a rule of it waits, and deletes what was made meanwhile.</summary>
    public string HoldScope { get; } = $"select s.version from {schema}.scope s where s.scope = $1 for share";

    public string Insert { get; } = $"insert into {schema}.webhook(id, scope, rule, trigger_id, revision, body) values ($1, $2, $3, $4, 1, $5) on conflict do nothing";

    public string Update { get; } =
        $"update {schema}.webhook set revision = revision + 1, body = $5 where id = $1 and scope = $2 and rule = $3 and trigger_id = $4 and revision = $6";

    public string Delete { get; } = $"delete from {schema}.webhook where scope = $1 and id = $2";

    public string DeleteOf { get; } = $"delete from {schema}.webhook where scope = $1 and rule = $2";

    public string DeleteOfShared { get; } = $"delete from {schema}.webhook where rule = $1";
}
