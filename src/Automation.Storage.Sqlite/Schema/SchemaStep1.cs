namespace Automation.Storage;

/// <summary>The first tables.</summary>
/// <remarks>
/// <para>Ids are 16 bytes, big-endian, so that they sort as they were made; times are numbers as <see cref="SqliteTime"/> writes them; text is text,
/// bytes are bytes. No column is checked by the database: what is read is checked by the reader, row by row.</para>
/// <para>History (event, run, entry, log, rule_version) is only ever inserted. <c>live</c> is narrow, and the only row that changes while a run lives.</para>
/// <para>History keeps row ids: measured on 3-step runs in batches of 1,000, tables without them cost 15 % more (28 µs to 33 µs a run),
/// since their rows are as wide as the bodies. <c>live</c> and <c>wait</c> are narrow, and gain.</para>
/// <para>The numbers of <c>event</c> and <c>run</c> are one sequence, in the order of acceptance (<see cref="AcceptOrder"/>): what a run may wait for has a
/// greater number than the run. They are columns, since row ids without a name may change when the file is compacted.</para>
/// <para>Bodies lie in their rows, also those over 8 kB: SQLite keeps the rest of a long value on pages of its own, which a read of the other columns
/// does not touch as long as the long ones come last. A payload table would only add a second search.</para>
/// <para>One index on live serves the claim, the lists by status, and the takeover: state leads it. A run that rests is in no index that a claim walks.</para>
/// </remarks>
internal static class SchemaStep1
{
    public const string Sql = """
        pragma application_id = 0x4175746F;
        create table schema_version(version integer primary key);

        create table event(
            number integer primary key, event_id blob not null unique, scope text not null, type text not null, subject text, at integer not null,
            cause blob, root blob, depth integer not null, verdicts blob, payload blob not null);
        create index event_by_type on event(scope, type, event_id);
        create index event_by_subject on event(scope, subject) where subject is not null;

        create table run(
            number integer primary key, run_id blob not null unique, scope text not null, rule text not null, rule_hash text not null, subject text,
            trigger_kind integer not null, trigger_id text not null, event_id blob, at integer not null, next blob, input blob);
        create index run_by_scope on run(scope, run_id);
        create index run_by_rule on run(scope, rule, run_id);
        create index run_by_subject on run(scope, subject, run_id) where subject is not null;

        create table entry(
            run_id blob not null, path text not null, kind integer not null, try integer not null, seq integer not null, status integer,
            started_at integer, at integer not null, scope text, rule text, run_status integer, run_reason text, next blob, body blob,
            primary key(run_id, path, kind, try));
        create index entry_end on entry(scope, run_status, run_id) where run_status is not null;
        create index entry_end_by_rule on entry(scope, rule, run_status, run_id) where run_status is not null;

        create table log(
            run_id blob not null, number integer not null, path text not null, attempt integer not null, at integer not null,
            level integer not null, percent real, message text not null,
            primary key(run_id, number));

        create table live(
            run_id blob not null primary key, scope text not null, rule text not null, state integer not null, owner integer,
            claim_no integer not null, due_at integer, signals integer not null, rescues integer not null, reason text,
            limits integer not null default 0, permit integer not null default 0) without rowid;
        create index live_by_state on live(state, scope, run_id);
        create index live_due on live(due_at) where state = 3;
        create index live_blocked on live(scope, rule, run_id) where state = 8;
        create index live_permits on live(scope, rule) where permit = 1;
        create index live_probation on live(rescues, scope, run_id) where state = 5;

        -- Row ids rise: they say which signal came first.
        create table signal(
            run_id blob not null, path text not null, kind integer not null, nonce text not null, at integer not null, body blob,
            primary key(run_id, path, kind, nonce));

        create table wait(
            run_id blob not null, path text not null, scope text not null, type text not null, subject text not null,
            primary key(run_id, path)) without rowid;
        create index wait_by_topic on wait(scope, type, subject);

        create table dedupe(
            scope text not null, source text not null, key_hash blob not null, body_hash blob not null, original_id blob not null, at integer not null,
            primary key(scope, source, key_hash)) without rowid;

        create table permit(scope text not null, rule text not null, most integer not null, primary key(scope, rule)) without rowid;

        create table scope(scope text not null primary key, version integer not null) without rowid;
        create table rule(
            scope text not null, name text not null, version integer not null, enabled integer not null, deleted integer not null,
            primary key(scope, name)) without rowid;
        create table rule_version(
            scope text not null, name text not null, version integer not null, hash text not null, author text, saved_at integer not null, json text not null,
            primary key(scope, name, version));
        create index rule_version_by_hash on rule_version(scope, name, hash, version);

        -- Autoincrement: the id of a node is never given again.
        create table node(node_id integer primary key autoincrement, epoch integer not null, joined_at integer not null, left_at integer);
        create index node_current on node(node_id) where left_at is null;
        """;
}
