-- At 2030-01-01T00:00:10.0500000+00:00
-- Ended as: stored about '1': Succeeded 
-- Ended as:   a Succeeded {"name":"a","text":"old"} -> a(old) 
-- Ended as:   d Succeeded  ->  
-- Ended as: stored about '2': Succeeded 
-- Ended as:   a Succeeded {"name":"a","text":"new"} -> a(new) 
-- Ended as:   d Succeeded  ->  
insert into dedupe(scope, source, key_hash, body_hash, original_id, at) values('p', 'event', X'6B86B273FF34FCE19D6B804EFF5A3F5747ADA4EAA22F1D49C01E52DDB7875B4B', X'C3137D9CC46D0CA471FF60C89B6E00D745EADE64BD4F863D877227F123046CF0', X'01B8DAC5B40070009E46EA36B5F46A17', 18934560000000000);
insert into event(number, event_id, scope, type, subject, at, cause, root, depth, verdicts, payload, notable) values(1, X'01B8DAC5B40070009E46EA36B5F46A17', 'p', 'order.placed', '1', 18934560000000000, null, null, 0, cast('[{"r":"stored","k":1,"i":"01b8dac5-b400-7001-8543-a1b3f636cf72"}]' as blob), cast('{"id":"1","amount":1}' as blob), 0);
insert into live(run_id, scope, rule, state, owner, claim_no, due_at, signals, rescues, reason, limits, permit, need, since, overlap, cost, rule_period, scope_period) values(X'01B8DAC5B40070018543A1B3F636CF72', 'p', 'stored', 3, null, 1, 18934566000000000, 0, 0, null, 0, 0, null, null, null, null, null, null);
insert into node(node_id, epoch, joined_at, left_at) values(1, 1, 18934560000000000, null);
insert into rule(scope, name, version, enabled, deleted) values('p', 'stored', 2, 1, 0);
insert into rule_version(scope, name, version, hash, author, saved_at, json) values('p', 'stored', 1, 'e674c3849197ef92e5a0a6f93750fc36', null, 18934560000000000, '{"name":"stored","triggers":[{"type":"event","config":{"event":"order.placed"}}],"steps":[{"id":"d","delay":"PT10M"},{"id":"a","type":"work","config":{"name":"a","text":"old"}}]}');
insert into rule_version(scope, name, version, hash, author, saved_at, json) values('p', 'stored', 2, '132f889121c01ab152b2287d91be2c5c', null, 18934560100000000, '{"name":"stored","triggers":[{"type":"event","config":{"event":"order.placed"}}],"steps":[{"id":"d","delay":"PT10M"},{"id":"a","type":"work","config":{"name":"a","text":"new"}}]}');
insert into run(number, run_id, scope, rule, rule_hash, subject, trigger_kind, trigger_id, event_id, at, next, input, rerun_of, time_zone) values(2, X'01B8DAC5B40070018543A1B3F636CF72', 'p', 'stored', 'e674c3849197ef92e5a0a6f93750fc36', '1', 1, 'event', X'01B8DAC5B40070009E46EA36B5F46A17', 18934560000000000, cast('{"v":1,"d":[["due","d","2030-01-01T00:10:00+00:00"]]}' as blob), null, null, null);
insert into scope(scope, version) values('p', 2);
