-- At 2030-01-01T00:00:10.0500000+00:00
-- Ended as: stored about '1': Succeeded 
-- Ended as:   a Succeeded {"name":"a","text":"old"} -> a(old) 
-- Ended as:   d Succeeded  ->  
-- Ended as: stored about '2': Succeeded 
-- Ended as:   a Succeeded {"name":"a","text":"new"} -> a(new) 
-- Ended as:   d Succeeded  ->  
insert into automation.dedupe("scope", "source", "key_hash", "body_hash", "original_id", "at") overriding system value values ('p', 'event', '\x6B86B273FF34FCE19D6B804EFF5A3F5747ADA4EAA22F1D49C01E52DDB7875B4B', '\xC3137D9CC46D0CA471FF60C89B6E00D745EADE64BD4F863D877227F123046CF0', '01b8dac5-b400-7000-8ef6-2973ab287876', '2030-01-01 00:00:00+00');
insert into automation.event("event_id", "position", "scope", "type", "subject", "at", "cause", "root", "depth", "verdicts", "payload", "notable") overriding system value values ('01b8dac5-b400-7000-8ef6-2973ab287876', '1', 'p', 'order.placed', '1', '2030-01-01 00:00:00+00', null, '01b8dac5-b400-7000-8ef6-2973ab287876', '0', convert_to('[{"r":"stored","k":1,"i":"01b8dac5-b400-7001-83f5-dd6d3de46c05"}]', 'UTF8'), convert_to('{"id":"1","amount":1}', 'UTF8'), '0');
insert into automation.live("run_id", "scope", "rule", "queue", "state", "owner", "claim_no", "due_at", "signals", "rescues", "reason", "limits", "permit", "need", "since", "overlap", "cost", "rule_period", "scope_period") overriding system value values ('01b8dac5-b400-7001-83f5-dd6d3de46c05', 'p', 'stored', '0', '3', null, '1', '2030-01-01 00:10:00+00', '0', '0', null, '0', 'false', null, null, null, null, null, null);
insert into automation.node("node_id", "epoch", "joined_at", "left_at") overriding system value values ('1', '1', '2030-01-01 00:00:00+00', null);
insert into automation.node_lease("node_id", "until", "held_since") overriding system value values ('1', '2030-01-01 00:15:00+00', '2030-01-01 00:00:00+00');
insert into automation.rule("scope", "name", "version", "enabled", "deleted") overriding system value values ('p', 'stored', '2', 'true', 'false');
insert into automation.rule_version("scope", "name", "version", "hash", "author", "saved_at", "json") overriding system value values ('p', 'stored', '1', 'e674c3849197ef92e5a0a6f93750fc36', null, '2030-01-01 00:00:00+00', '{"name":"stored","triggers":[{"type":"event","config":{"event":"order.placed"}}],"steps":[{"id":"d","delay":"PT10M"},{"id":"a","type":"work","config":{"name":"a","text":"old"}}]}');
insert into automation.rule_version("scope", "name", "version", "hash", "author", "saved_at", "json") overriding system value values ('p', 'stored', '2', '132f889121c01ab152b2287d91be2c5c', null, '2030-01-01 00:00:10+00', '{"name":"stored","triggers":[{"type":"event","config":{"event":"order.placed"}}],"steps":[{"id":"d","delay":"PT10M"},{"id":"a","type":"work","config":{"name":"a","text":"new"}}]}');
insert into automation.run("run_id", "position", "scope", "rule", "rule_hash", "subject", "trigger_kind", "trigger_id", "event_id", "at", "next", "input", "rerun_of", "time_zone") overriding system value values ('01b8dac5-b400-7001-83f5-dd6d3de46c05', '1', 'p', 'stored', 'e674c3849197ef92e5a0a6f93750fc36', '1', '1', 'event', '01b8dac5-b400-7000-8ef6-2973ab287876', '2030-01-01 00:00:00+00', convert_to('{"v":1,"d":[["due","d","2030-01-01T00:10:00+00:00"]]}', 'UTF8'), '\x', null, null);
insert into automation.scope("scope", "version") overriding system value values ('p', '2');
select setval(pg_get_serial_sequence('automation.node', 'node_id'), 1000);
select setval('automation.position', 1000);
select setval('automation.epoch', 1000);
