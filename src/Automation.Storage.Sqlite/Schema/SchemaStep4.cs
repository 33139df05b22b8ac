namespace Automation.Storage;

/// <summary>What scopes set for rules, what guards have to remember, and rules that are proposed.</summary>
/// <remarks>Costs are whole millionths.</remarks>
internal static class SchemaStep4
{
    public const string Sql = """
        create table rule_setting(
            scope text not null, rule text not null, revision integer not null, body text not null, author text, saved_at integer not null,
            primary key(scope, rule)) without rowid;
        create table subject_override(
            scope text not null, subject text not null, reason text, author text, at integer not null,
            primary key(scope, subject)) without rowid;
        create table debounce(
            scope text not null, rule text not null, key text not null, run_id blob not null, rule_hash text not null, trigger_id text not null, first_event blob not null, event_id blob not null,
            first_at integer not null, until integer not null, due_at integer not null, events integer not null,
            primary key(scope, rule, key)) without rowid;
        create index debounce_due on debounce(due_at, scope, rule, key);
        create table breaker(
            scope text not null, rule text not null, state integer not null, failures integer not null, opened_at integer, until integer, reason text,
            primary key(scope, rule)) without rowid;
        create table root_run(
            root blob not null, runs integer not null, at integer not null,
            primary key(root)) without rowid;
        create index root_run_by_age on root_run(at);
        create table budget(
            scope text not null, rule text not null, period text not null, spent integer not null, reserved integer not null, until integer not null,
            primary key(scope, rule, period)) without rowid;
        create index budget_by_end on budget(until);
        create table suggestion(
            scope text not null, suggestion_id blob not null, key text not null, title text not null, revision integer not null, score real not null, author text, state integer not null,
            created_at integer not null, proposed_at integer not null, closed_at integer, closed_by text, reason text, rule text, rule_version integer, description text, json text not null,
            primary key(scope, suggestion_id));
        create unique index suggestion_by_key on suggestion(scope, key);
        create index suggestion_by_score on suggestion(scope, state, score desc, suggestion_id);
        create index suggestion_by_close on suggestion(scope, closed_at) where closed_at is not null;
        create table webhook(
            id text not null, scope text not null, rule text not null, trigger_id text not null, revision integer not null, body text not null,
            primary key(id)) without rowid;
        create unique index webhook_by_trigger on webhook(scope, rule, trigger_id);
        create index webhook_by_rule on webhook(rule);
        alter table live add column overlap text;
        alter table live add column cost integer;
        alter table live add column rule_period text;
        alter table live add column scope_period text;
        create index live_overlap on live(scope, rule, overlap, run_id) where overlap is not null;
        alter table run add column rerun_of blob;
        alter table run add column time_zone text;
        create index run_rerun on run(event_id) where rerun_of is not null;
        alter table schedule add column cursor text;
        alter table schedule add column setting integer not null default 0;
        create index schedule_shared on schedule(rule) where shared = 1;
        alter table event add column notable integer not null default -1;
        create table event_subject(
            event_id blob not null, scope text not null, subject text not null,
            primary key(event_id, scope, subject)) without rowid;
        create index event_by_other_subject on event_subject(scope, subject, event_id);
        create index event_notable on event(scope, event_id) where notable <> 0;
        create index rule_by_name on rule(name) where deleted = 0;
        """;
}
