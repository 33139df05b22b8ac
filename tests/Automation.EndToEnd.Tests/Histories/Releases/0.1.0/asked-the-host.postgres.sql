-- At 2030-01-01T00:00:00.0500000+00:00
-- Ended as: rule about '1': Succeeded 
-- Ended as:   a Succeeded {"name":"a","text":""} -> a() 
-- Ended as:   d Succeeded  ->  
-- Ended as:   open Succeeded {"id":"1"} -> True 
insert into automation.dedupe("scope", "source", "key_hash", "body_hash", "original_id", "at") overriding system value values ('p', 'event', '\x6B86B273FF34FCE19D6B804EFF5A3F5747ADA4EAA22F1D49C01E52DDB7875B4B', '\xC3137D9CC46D0CA471FF60C89B6E00D745EADE64BD4F863D877227F123046CF0', '01b8dac5-b400-7000-a1b2-b464b63cb27e', '2030-01-01 00:00:00+00');
insert into automation.entry("run_id", "path", "kind", "try", "seq", "status", "started_at", "at", "scope", "rule", "run_status", "run_reason", "body", "next") overriding system value values ('01b8dac5-b400-7001-a69f-30f7cfdae366', 'open', '5', '0', '1', null, '2030-01-01 00:00:00+00', '2030-01-01 00:00:00+00', null, null, null, null, convert_to('{"output":true}', 'UTF8'), convert_to('{"v":1,"d":[["due","d","2030-01-01T00:10:00+00:00"]]}', 'UTF8'));
insert into automation.event("event_id", "position", "scope", "type", "subject", "at", "cause", "root", "depth", "verdicts", "payload", "notable") overriding system value values ('01b8dac5-b400-7000-a1b2-b464b63cb27e', '1', 'p', 'order.placed', '1', '2030-01-01 00:00:00+00', null, '01b8dac5-b400-7000-a1b2-b464b63cb27e', '0', convert_to('[{"r":"rule","k":1,"i":"01b8dac5-b400-7001-a69f-30f7cfdae366"}]', 'UTF8'), convert_to('{"id":"1","amount":1}', 'UTF8'), '0');
insert into automation.live("run_id", "scope", "rule", "queue", "state", "owner", "claim_no", "due_at", "signals", "rescues", "reason", "limits", "permit", "need", "since", "overlap", "cost", "rule_period", "scope_period") overriding system value values ('01b8dac5-b400-7001-a69f-30f7cfdae366', 'p', 'rule', '0', '3', null, '1', '2030-01-01 00:10:00+00', '0', '0', null, '0', 'false', null, null, null, null, null, null);
insert into automation.node("node_id", "epoch", "joined_at", "left_at") overriding system value values ('1', '1', '2030-01-01 00:00:00+00', null);
insert into automation.node_lease("node_id", "until", "held_since") overriding system value values ('1', '2030-01-01 00:15:00+00', '2030-01-01 00:00:00+00');
insert into automation.run("run_id", "position", "scope", "rule", "rule_hash", "subject", "trigger_kind", "trigger_id", "event_id", "at", "next", "input", "rerun_of", "time_zone") overriding system value values ('01b8dac5-b400-7001-a69f-30f7cfdae366', '1', 'p', 'rule', '1484a856622300940cba5760810ae6dc', '1', '1', 'event', '01b8dac5-b400-7000-a1b2-b464b63cb27e', '2030-01-01 00:00:00+00', convert_to('{"v":1,"d":[["input","open",{"id":"1"}]]}', 'UTF8'), '\x', null, null);
select setval(pg_get_serial_sequence('automation.node', 'node_id'), 1000);
select setval('automation.position', 1000);
select setval('automation.epoch', 1000);
