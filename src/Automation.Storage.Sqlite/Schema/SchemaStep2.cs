namespace Automation.Storage;

/// <summary>Schedules.</summary>
internal static class SchemaStep2
{
    public const string Sql = """
        create table schedule(
            scope text not null, rule text not null, trigger_id text not null, shared integer not null, spec text not null,
            next_due integer, last_due integer, last_run blob,
            primary key(scope, rule, trigger_id)) without rowid;
        create index schedule_due on schedule(next_due, scope, rule, trigger_id) where next_due is not null;
        """;
}
