-- At 2030-01-01T00:00:00.0500000+00:00
-- Ended as: rule about '1': Failed No.
-- Ended as:   a Failed {"name":"a","text":"1"} ->  no
-- Ended as: rule about '3': Succeeded 
-- Ended as:   a Succeeded {"name":"a","text":"3"} -> a(3) 
insert into automation.breaker("scope", "rule", "state", "failures", "opened_at", "until", "reason") overriding system value values ('p', 'rule', '1', '1', '2030-01-01 00:00:00+00', '2030-01-01 00:10:00+00', 'No.');
insert into automation.dedupe("scope", "source", "key_hash", "body_hash", "original_id", "at") overriding system value values ('p', 'event', '\x6B86B273FF34FCE19D6B804EFF5A3F5747ADA4EAA22F1D49C01E52DDB7875B4B', '\xC3137D9CC46D0CA471FF60C89B6E00D745EADE64BD4F863D877227F123046CF0', '01b8dac5-b400-7000-92aa-259f6dfa6ef4', '2030-01-01 00:00:00+00');
insert into automation.entry("run_id", "path", "kind", "try", "seq", "status", "started_at", "at", "scope", "rule", "run_status", "run_reason", "body", "next") overriding system value values ('01b8dac5-b400-7001-b4c0-e351a65cc08f', 'a', '1', '0', '1', '11', '2030-01-01 00:00:00+00', '2030-01-01 00:00:00+00', 'p', 'rule', '11', 'No.', convert_to('{"error":{"code":"no","message":"No.","stepId":"a"}}', 'UTF8'), '\x');
insert into automation.event("event_id", "position", "scope", "type", "subject", "at", "cause", "root", "depth", "verdicts", "payload", "notable") overriding system value values ('01b8dac5-b400-7000-92aa-259f6dfa6ef4', '1', 'p', 'order.placed', '1', '2030-01-01 00:00:00+00', null, '01b8dac5-b400-7000-92aa-259f6dfa6ef4', '0', convert_to('[{"r":"rule","k":1,"i":"01b8dac5-b400-7001-b4c0-e351a65cc08f"}]', 'UTF8'), convert_to('{"id":"1","amount":1}', 'UTF8'), '0');
insert into automation.node("node_id", "epoch", "joined_at", "left_at") overriding system value values ('1', '1', '2030-01-01 00:00:00+00', null);
insert into automation.node_lease("node_id", "until", "held_since") overriding system value values ('1', '2030-01-01 00:15:00+00', '2030-01-01 00:00:00+00');
insert into automation.run("run_id", "position", "scope", "rule", "rule_hash", "subject", "trigger_kind", "trigger_id", "event_id", "at", "next", "input", "rerun_of", "time_zone") overriding system value values ('01b8dac5-b400-7001-b4c0-e351a65cc08f', '1', 'p', 'rule', '9eca2d2e670ac058caf982ddb07305cf', '1', '1', 'event', '01b8dac5-b400-7000-92aa-259f6dfa6ef4', '2030-01-01 00:00:00+00', convert_to('{"v":1,"d":[["input","a",{"name":"a","text":"1"}]]}', 'UTF8'), '\x', null, null);
insert into automation.scope("scope", "version") overriding system value values ('p', '1');
select setval(pg_get_serial_sequence('automation.node', 'node_id'), 1000);
select setval('automation.position', 1000);
select setval('automation.epoch', 1000);
