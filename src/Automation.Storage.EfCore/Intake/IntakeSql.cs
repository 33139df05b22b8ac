namespace Automation.Storage;

/// <summary>The statements about events that hosts saved in transactions of their own.</summary>
internal sealed class IntakeSql(string schema)
{
    public string List { get; } = $"""
        select i.intake_id, i.scope, i.type, i.subject, i.payload, i.dedupe_source, i.dedupe_key, i.dedupe_body, i.cause, i.root, i.depth
        from {schema}.intake i where i.intake_id <> all($1) order by i.position limit $2
        """;

    /// <summary>Takes those that are there and that nobody else is taking: it waits for nobody, neither for another host nor for a person who edits the table.</summary>
    public string Take { get; } = $"""
        delete from {schema}.intake where intake_id = any(array(select i.intake_id from {schema}.intake i where i.intake_id = any($1) for update skip locked)) returning intake_id
        """;

    /// <summary>What was there for longer than acceptance takes.</summary>
    public string Old { get; } = $"""
        select i.intake_id, i.at::text from {schema}.intake i where i.at <= coalesce($1::timestamptz, clock_timestamp()) - interval '5 minutes' limit 1000
        """;
}
