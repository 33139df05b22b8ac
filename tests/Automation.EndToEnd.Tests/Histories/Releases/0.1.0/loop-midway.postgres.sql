-- At 2030-01-01T00:25:00.0500000+00:00
-- Ended as: rule about '1': Succeeded 
-- Ended as:   d/0 Succeeded  ->  
-- Ended as:   d/1 Succeeded  ->  
-- Ended as:   d/2 Succeeded  ->  
-- Ended as:   d/3 Succeeded  ->  
-- Ended as:   one/0 Succeeded {"name":"one","text":"1"} -> one(1) 
-- Ended as:   one/1 Succeeded {"name":"one","text":"2"} -> one(2) 
-- Ended as:   one/2 Succeeded {"name":"one","text":"3"} -> one(3) 
-- Ended as:   one/3 Succeeded {"name":"one","text":"4"} -> one(4) 
-- Ended as:   sum Succeeded {"name":"sum","text":"one(1)\u002Bone(2)\u002Bone(3)\u002Bone(4)"} -> sum(one(1)+one(2)+one(3)+one(4)) 
insert into automation.dedupe("scope", "source", "key_hash", "body_hash", "original_id", "at") overriding system value values ('p', 'event', '\x6B86B273FF34FCE19D6B804EFF5A3F5747ADA4EAA22F1D49C01E52DDB7875B4B', '\xC3137D9CC46D0CA471FF60C89B6E00D745EADE64BD4F863D877227F123046CF0', '01b8dac5-b400-7000-8c8f-c4e22cffe84a', '2030-01-01 00:00:00+00');
insert into automation.entry("run_id", "path", "kind", "try", "seq", "status", "started_at", "at", "scope", "rule", "run_status", "run_reason", "body", "next") overriding system value values ('01b8dac5-b400-7001-a176-df0b6f6e97eb', 'd/0', '1', '0', '1', '10', null, '2030-01-01 00:10:00+00', null, null, null, null, '\x', convert_to('{"v":1,"d":[["input","one/0",{"name":"one","text":"1"}]]}', 'UTF8'));
insert into automation.entry("run_id", "path", "kind", "try", "seq", "status", "started_at", "at", "scope", "rule", "run_status", "run_reason", "body", "next") overriding system value values ('01b8dac5-b400-7001-a176-df0b6f6e97eb', 'one/0', '1', '0', '2', '10', '2030-01-01 00:10:00+00', '2030-01-01 00:10:00+00', null, null, null, null, convert_to('{"output":"one(1)"}', 'UTF8'), convert_to('{"v":1,"d":[["due","d/1","2030-01-01T00:20:00+00:00"]]}', 'UTF8'));
insert into automation.entry("run_id", "path", "kind", "try", "seq", "status", "started_at", "at", "scope", "rule", "run_status", "run_reason", "body", "next") overriding system value values ('01b8dac5-b400-7001-a176-df0b6f6e97eb', 'd/1', '1', '0', '3', '10', null, '2030-01-01 00:20:00+00', null, null, null, null, '\x', convert_to('{"v":1,"d":[["input","one/1",{"name":"one","text":"2"}]]}', 'UTF8'));
insert into automation.entry("run_id", "path", "kind", "try", "seq", "status", "started_at", "at", "scope", "rule", "run_status", "run_reason", "body", "next") overriding system value values ('01b8dac5-b400-7001-a176-df0b6f6e97eb', 'one/1', '1', '0', '4', '10', '2030-01-01 00:20:00+00', '2030-01-01 00:20:00+00', null, null, null, null, convert_to('{"output":"one(2)"}', 'UTF8'), convert_to('{"v":1,"d":[["due","d/2","2030-01-01T00:30:00+00:00"]]}', 'UTF8'));
insert into automation.event("event_id", "position", "scope", "type", "subject", "at", "cause", "root", "depth", "verdicts", "payload", "notable") overriding system value values ('01b8dac5-b400-7000-8c8f-c4e22cffe84a', '1', 'p', 'order.placed', '1', '2030-01-01 00:00:00+00', null, '01b8dac5-b400-7000-8c8f-c4e22cffe84a', '0', convert_to('[{"r":"rule","k":1,"i":"01b8dac5-b400-7001-a176-df0b6f6e97eb"}]', 'UTF8'), convert_to('{"id":"1","amount":1}', 'UTF8'), '0');
insert into automation.live("run_id", "scope", "rule", "queue", "state", "owner", "claim_no", "due_at", "signals", "rescues", "reason", "limits", "permit", "need", "since", "overlap", "cost", "rule_period", "scope_period") overriding system value values ('01b8dac5-b400-7001-a176-df0b6f6e97eb', 'p', 'rule', '0', '3', null, '3', '2030-01-01 00:30:00+00', '0', '0', null, '0', 'false', null, null, null, null, null, null);
insert into automation.node("node_id", "epoch", "joined_at", "left_at") overriding system value values ('1', '1', '2030-01-01 00:00:00+00', null);
insert into automation.node_lease("node_id", "until", "held_since") overriding system value values ('1', '2030-01-01 00:40:00+00', '2030-01-01 00:00:00+00');
insert into automation.run("run_id", "position", "scope", "rule", "rule_hash", "subject", "trigger_kind", "trigger_id", "event_id", "at", "next", "input", "rerun_of", "time_zone") overriding system value values ('01b8dac5-b400-7001-a176-df0b6f6e97eb', '1', 'p', 'rule', 'c217263a5f22c2e15c5846e400a2c259', '1', '1', 'event', '01b8dac5-b400-7000-8c8f-c4e22cffe84a', '2030-01-01 00:00:00+00', convert_to('{"v":1,"d":[["items","each",[1,2,3,4]],["due","d/0","2030-01-01T00:10:00+00:00"]]}', 'UTF8'), '\x', null, null);
select setval(pg_get_serial_sequence('automation.node', 'node_id'), 1000);
select setval('automation.position', 1000);
select setval('automation.epoch', 1000);
