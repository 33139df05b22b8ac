-- At 2030-01-01T00:30:00.1500000+00:00
-- Ended as: rule about '1': Succeeded 
-- Ended as:   a Succeeded {"name":"a","text":""} -> a() 
-- Ended as:   b Succeeded {"name":"b","text":""} -> b() 
insert into automation.dedupe("scope", "source", "key_hash", "body_hash", "original_id", "at") overriding system value values ('p', 'event', '\x6B86B273FF34FCE19D6B804EFF5A3F5747ADA4EAA22F1D49C01E52DDB7875B4B', '\xC3137D9CC46D0CA471FF60C89B6E00D745EADE64BD4F863D877227F123046CF0', '01b8dac5-b400-7000-809d-c77aa673d043', '2030-01-01 00:00:00+00');
insert into automation.event("event_id", "position", "scope", "type", "subject", "at", "cause", "root", "depth", "verdicts", "payload", "notable") overriding system value values ('01b8dac5-b400-7000-809d-c77aa673d043', '1', 'p', 'order.placed', '1', '2030-01-01 00:00:00+00', null, '01b8dac5-b400-7000-809d-c77aa673d043', '0', convert_to('[{"r":"rule","k":1,"i":"01b8dac5-b400-7001-b39f-c23d646e2f6f"}]', 'UTF8'), convert_to('{"id":"1","amount":1}', 'UTF8'), '0');
insert into automation.live("run_id", "scope", "rule", "queue", "state", "owner", "claim_no", "due_at", "signals", "rescues", "reason", "limits", "permit", "need", "since", "overlap", "cost", "rule_period", "scope_period") overriding system value values ('01b8dac5-b400-7001-b39f-c23d646e2f6f', 'p', 'rule', '0', '5', null, '3', null, '0', '2', null, '0', 'false', null, '2030-01-01 00:30:00.1+00', null, null, null, null);
insert into automation.node("node_id", "epoch", "joined_at", "left_at") overriding system value values ('1', '3', '2030-01-01 00:00:00+00', '2030-01-01 00:15:00.05+00');
insert into automation.node("node_id", "epoch", "joined_at", "left_at") overriding system value values ('2', '5', '2030-01-01 00:00:00.05+00', '2030-01-01 00:30:00.1+00');
insert into automation.node("node_id", "epoch", "joined_at", "left_at") overriding system value values ('3', '6', '2030-01-01 00:15:00.1+00', '2030-01-01 00:30:00.1+00');
insert into automation.run("run_id", "position", "scope", "rule", "rule_hash", "subject", "trigger_kind", "trigger_id", "event_id", "at", "next", "input", "rerun_of", "time_zone") overriding system value values ('01b8dac5-b400-7001-b39f-c23d646e2f6f', '1', 'p', 'rule', '6556345b5e9536d84d2fbb0a97279b0f', '1', '1', 'event', '01b8dac5-b400-7000-809d-c77aa673d043', '2030-01-01 00:00:00+00', convert_to('{"v":1,"d":[["input","a",{"name":"a","text":""}]]}', 'UTF8'), '\x', null, null);
select setval(pg_get_serial_sequence('automation.node', 'node_id'), 1000);
select setval('automation.position', 1000);
select setval('automation.epoch', 1000);
