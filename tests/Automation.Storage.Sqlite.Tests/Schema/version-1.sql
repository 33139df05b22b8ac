-- A store of version 1 with a row of every kind, as SQL so that a change of it can be read. Opened by StoredVersionTests of every later version.
-- The tables are those of SchemaStep1, which is never edited once version 1 is released; a digest in the test says so.
insert into schema_version values(1);

insert into event(number, event_id, scope, type, subject, at, cause, root, depth, verdicts, payload) values
    (1, x'019e0000000070008000000000000001', 'project-1', 'asset.approved', 'asset-1', 17723664000000000, null, null, 0,
     cast('[{"r":"export","k":1,"i":"019e0000-0000-7000-8000-000000000002"},{"r":"notify","k":2,"d":"kind = \"sprite\""},{"r":"odd","k":3,"d":[55296,98]}]' as blob),
     cast('{"id":"asset-1"}' as blob)),
    (3, x'019e0000000070008000000000000003', 'project-1', 'asset.packed', null, 17723664000000001, x'019e0000000070008000000000000002',
     x'019e0000000070008000000000000001', 1, null, cast('{}' as blob));

insert into run(number, run_id, scope, rule, rule_hash, subject, trigger_kind, trigger_id, event_id, at, next, input) values
    (2, x'019e0000000070008000000000000002', 'project-1', 'export', '0123456789abcdef0123456789abcdef', 'asset-1', 1, 'approved',
     x'019e0000000070008000000000000001', 17723664000000000, x'0102', null),
    (4, x'019e0000000070008000000000000004', 'project-1', 'export', '0123456789abcdef0123456789abcdef', null, 2, 'manual', null,
     17723664100000000, null, cast('{"a":1}' as blob)),
    (5, x'019e0000000070008000000000000005', 'project-1', 'export', '0123456789abcdef0123456789abcdef', null, 2, 'manual', null,
     17723664200000000, null, null);

insert into entry(run_id, path, kind, try, seq, status, started_at, at, scope, rule, run_status, run_reason, next, body) values
    (x'019e0000000070008000000000000002', 'pack', 2, 1, 1, 11, 17723664000000000, 17723664001000000, null, null, null, null, null, cast('{"e":"x"}' as blob)),
    (x'019e0000000070008000000000000002', 'pack', 1, 0, 2, 10, 17723664002000000, 17723664003000000, 'project-1', 'export', 11, 'no ink', null, cast('7' as blob));

insert into log(run_id, number, path, attempt, at, level, percent, message) values
    (x'019e0000000070008000000000000002', 1, 'pack', 1, 17723664000500000, 2, null, 'packing'),
    (x'019e0000000070008000000000000002', 2, 'pack', 1, 17723664000600000, 6, 33.5, 'half');

insert into live(run_id, scope, rule, state, owner, claim_no, due_at, signals, rescues, reason) values
    (x'019e0000000070008000000000000004', 'project-1', 'export', 4, null, 2, null, 0, 0, null),
    (x'019e0000000070008000000000000005', 'project-1', 'export', 6, null, 1, null, 1, 0, 'needs the handler ''pack''');

insert into signal(run_id, path, kind, nonce, at, body) values
    (x'019e0000000070008000000000000005', 'job', 2, '1', 17723664300000000, cast('{"ok":true}' as blob));

insert into wait(run_id, path, scope, type, subject) values
    (x'019e0000000070008000000000000004', 'paid', 'project-1', 'asset.paid', 'asset-1');

insert into dedupe(scope, source, key_hash, body_hash, original_id, at) values
    ('project-1', 'event', zeroblob(32), zeroblob(32), x'019e0000000070008000000000000001', 17723664000000000);

insert into scope values('project-1', 2);
insert into rule(scope, name, version, enabled, deleted) values('project-1', 'export', 2, 1, 0);
insert into rule_version(scope, name, version, hash, author, saved_at, json) values
    ('project-1', 'export', 1, 'old', null, 17723663000000000, '{}'),
    ('project-1', 'export', 2, '0123456789abcdef0123456789abcdef', 'ada', 17723663500000000, '{"name":"export"}');
insert into node(epoch, joined_at, left_at) values(7, 17723663000000000, null);
