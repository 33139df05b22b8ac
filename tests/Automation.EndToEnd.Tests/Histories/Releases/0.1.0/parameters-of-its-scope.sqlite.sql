-- At 2030-01-01T00:00:10.0500000+00:00
-- Ended as: stored about '1': Succeeded 
-- Ended as:   a Succeeded {"name":"a","text":"set by the scope"} -> a(set by the scope) 
-- Ended as:   d Succeeded  ->  
insert into dedupe(scope, source, key_hash, body_hash, original_id, at) values('p', 'event', X'6B86B273FF34FCE19D6B804EFF5A3F5747ADA4EAA22F1D49C01E52DDB7875B4B', X'C3137D9CC46D0CA471FF60C89B6E00D745EADE64BD4F863D877227F123046CF0', X'01B8DAC5B400700093106DA257813223', 18934560000000000);
insert into event(number, event_id, scope, type, subject, at, cause, root, depth, verdicts, payload, notable) values(1, X'01B8DAC5B400700093106DA257813223', 'p', 'order.placed', '1', 18934560000000000, null, null, 0, cast('[{"r":"stored","k":1,"i":"01b8dac5-b400-7001-94a1-a6e496d51afd"}]' as blob), cast('{"id":"1","amount":1}' as blob), 0);
insert into live(run_id, scope, rule, state, owner, claim_no, due_at, signals, rescues, reason, limits, permit, need, since, overlap, cost, rule_period, scope_period) values(X'01B8DAC5B400700194A1A6E496D51AFD', 'p', 'stored', 3, null, 1, 18934566000000000, 0, 0, null, 0, 0, null, null, null, null, null, null);
insert into node(node_id, epoch, joined_at, left_at) values(1, 1, 18934560000000000, null);
insert into rule(scope, name, version, enabled, deleted) values('p', 'stored', 1, 1, 0);
insert into rule_setting(scope, rule, revision, body, author, saved_at) values('p', 'stored', 2, '{"parameters":{"text":"another"}}', null, 18934560100000000);
insert into rule_version(scope, name, version, hash, author, saved_at, json) values('p', 'stored', 1, '72d7e4d8427791136203ad82c7e53764', null, 18934560000000000, '{"name":"stored","parameters":{"text":{"type":"string","default":"its own"}},"triggers":[{"type":"event","config":{"event":"order.placed"}}],"steps":[{"id":"d","delay":"PT10M"},{"id":"a","type":"work","config":{"name":"a","text":"{{ parameters.text }}"}}]}');
insert into run(number, run_id, scope, rule, rule_hash, subject, trigger_kind, trigger_id, event_id, at, next, input, rerun_of, time_zone) values(2, X'01B8DAC5B400700194A1A6E496D51AFD', 'p', 'stored', '72d7e4d8427791136203ad82c7e53764', '1', 1, 'event', X'01B8DAC5B400700093106DA257813223', 18934560000000000, cast('{"v":1,"d":[["parameters","",{"text":"set by the scope"}],["due","d","2030-01-01T00:10:00+00:00"]]}' as blob), null, null, null);
insert into scope(scope, version) values('p', 3);
