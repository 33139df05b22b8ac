pragma application_id = 1098216559;
CREATE TABLE schema_version(version integer primary key);
CREATE TABLE event(
    number integer primary key, event_id blob not null unique, scope text not null, type text not null, subject text, at integer not null,
    cause blob, root blob, depth integer not null, verdicts blob, payload blob not null, notable integer not null default -1);
CREATE INDEX event_by_type on event(scope, type, event_id);
CREATE INDEX event_by_subject on event(scope, subject) where subject is not null;
CREATE TABLE run(
    number integer primary key, run_id blob not null unique, scope text not null, rule text not null, rule_hash text not null, subject text,
    trigger_kind integer not null, trigger_id text not null, event_id blob, at integer not null, next blob, input blob, rerun_of blob, time_zone text);
CREATE INDEX run_by_scope on run(scope, run_id);
CREATE INDEX run_by_rule on run(scope, rule, run_id);
CREATE INDEX run_by_subject on run(scope, subject, run_id) where subject is not null;
CREATE TABLE entry(
    run_id blob not null, path text not null, kind integer not null, try integer not null, seq integer not null, status integer,
    started_at integer, at integer not null, scope text, rule text, run_status integer, run_reason text, next blob, body blob,
    primary key(run_id, path, kind, try));
CREATE INDEX entry_end on entry(scope, run_status, run_id) where run_status is not null;
CREATE INDEX entry_end_by_rule on entry(scope, rule, run_status, run_id) where run_status is not null;
CREATE TABLE log(
    run_id blob not null, number integer not null, path text not null, attempt integer not null, at integer not null,
    level integer not null, percent real, message text not null,
    primary key(run_id, number));
CREATE TABLE live(
    run_id blob not null primary key, scope text not null, rule text not null, state integer not null, owner integer,
    claim_no integer not null, due_at integer, signals integer not null, rescues integer not null, reason text,
    limits integer not null default 0, permit integer not null default 0, need text, since integer, overlap text, cost integer, rule_period text, scope_period text) without rowid;
CREATE INDEX live_by_state on live(state, scope, run_id);
CREATE INDEX live_due on live(due_at) where state = 3;
CREATE INDEX live_blocked on live(scope, rule, run_id) where state = 8;
CREATE INDEX live_permits on live(scope, rule) where permit = 1;
CREATE INDEX live_probation on live(rescues, scope, run_id) where state = 5;
CREATE TABLE signal(
    run_id blob not null, path text not null, kind integer not null, nonce text not null, at integer not null, body blob,
    primary key(run_id, path, kind, nonce));
CREATE TABLE wait(
    run_id blob not null, path text not null, scope text not null, type text not null, subject text not null,
    primary key(run_id, path)) without rowid;
CREATE INDEX wait_by_topic on wait(scope, type, subject);
CREATE TABLE dedupe(
    scope text not null, source text not null, key_hash blob not null, body_hash blob not null, original_id blob not null, at integer not null,
    primary key(scope, source, key_hash)) without rowid;
CREATE TABLE permit(scope text not null, rule text not null, most integer not null, primary key(scope, rule)) without rowid;
CREATE TABLE scope(scope text not null primary key, version integer not null) without rowid;
CREATE TABLE rule(
    scope text not null, name text not null, version integer not null, enabled integer not null, deleted integer not null,
    primary key(scope, name)) without rowid;
CREATE TABLE rule_version(
    scope text not null, name text not null, version integer not null, hash text not null, author text, saved_at integer not null, json text not null,
    primary key(scope, name, version));
CREATE INDEX rule_version_by_hash on rule_version(scope, name, hash, version);
CREATE TABLE node(node_id integer primary key autoincrement, epoch integer not null, joined_at integer not null, left_at integer);
CREATE INDEX node_current on node(node_id) where left_at is null;
CREATE TABLE schedule(
    scope text not null, rule text not null, trigger_id text not null, shared integer not null, spec text not null,
    next_due integer, last_due integer, last_run blob, cursor text, setting integer not null default 0,
    primary key(scope, rule, trigger_id)) without rowid;
CREATE INDEX schedule_due on schedule(next_due, scope, rule, trigger_id) where next_due is not null;
CREATE INDEX live_needs on live(need, run_id) where need is not null;
CREATE TABLE rule_setting(
    scope text not null, rule text not null, revision integer not null, body text not null, author text, saved_at integer not null,
    primary key(scope, rule)) without rowid;
CREATE TABLE subject_override(
    scope text not null, subject text not null, reason text, author text, at integer not null,
    primary key(scope, subject)) without rowid;
CREATE TABLE debounce(
    scope text not null, rule text not null, key text not null, run_id blob not null, rule_hash text not null, trigger_id text not null, first_event blob not null, event_id blob not null,
    first_at integer not null, until integer not null, due_at integer not null, events integer not null,
    primary key(scope, rule, key)) without rowid;
CREATE INDEX debounce_due on debounce(due_at, scope, rule, key);
CREATE TABLE breaker(
    scope text not null, rule text not null, state integer not null, failures integer not null, opened_at integer, until integer, reason text,
    primary key(scope, rule)) without rowid;
CREATE TABLE root_run(
    root blob not null, runs integer not null, at integer not null,
    primary key(root)) without rowid;
CREATE INDEX root_run_by_age on root_run(at);
CREATE TABLE budget(
    scope text not null, rule text not null, period text not null, spent integer not null, reserved integer not null, until integer not null,
    primary key(scope, rule, period)) without rowid;
CREATE INDEX budget_by_end on budget(until);
CREATE TABLE suggestion(
    scope text not null, suggestion_id blob not null, key text not null, title text not null, revision integer not null, score real not null, author text, state integer not null,
    created_at integer not null, proposed_at integer not null, closed_at integer, closed_by text, reason text, rule text, rule_version integer, description text, json text not null,
    primary key(scope, suggestion_id));
CREATE UNIQUE INDEX suggestion_by_key on suggestion(scope, key);
CREATE INDEX suggestion_by_score on suggestion(scope, state, score desc, suggestion_id);
CREATE INDEX suggestion_by_close on suggestion(scope, closed_at) where closed_at is not null;
CREATE TABLE webhook(
    id text not null, scope text not null, rule text not null, trigger_id text not null, revision integer not null, body text not null,
    primary key(id)) without rowid;
CREATE UNIQUE INDEX webhook_by_trigger on webhook(scope, rule, trigger_id);
CREATE INDEX webhook_by_rule on webhook(rule);
CREATE INDEX live_overlap on live(scope, rule, overlap, run_id) where overlap is not null;
CREATE INDEX run_rerun on run(event_id) where rerun_of is not null;
CREATE INDEX schedule_shared on schedule(rule) where shared = 1;
CREATE TABLE event_subject(
    event_id blob not null, scope text not null, subject text not null,
    primary key(event_id, scope, subject)) without rowid;
CREATE INDEX event_by_other_subject on event_subject(scope, subject, event_id);
CREATE INDEX event_notable on event(scope, event_id) where notable <> 0;
CREATE INDEX rule_by_name on rule(name) where deleted = 0;
insert into schema_version(version) values(1);
insert into schema_version(version) values(2);
insert into schema_version(version) values(3);
insert into schema_version(version) values(4);
