-- At 2030-01-01T00:00:00.2500000+00:00
-- Ended as: rule about '1': Succeeded 
-- Ended as:   a Succeeded {"name":"a","text":""} -> a() 
-- Ended as:   b Succeeded {"name":"b","text":""} -> b() 
insert into dedupe(scope, source, key_hash, body_hash, original_id, at) values('p', 'event', X'6B86B273FF34FCE19D6B804EFF5A3F5747ADA4EAA22F1D49C01E52DDB7875B4B', X'C3137D9CC46D0CA471FF60C89B6E00D745EADE64BD4F863D877227F123046CF0', X'01B8DAC5B4007000ABB2D0638D464141', 18934560000000000);
insert into event(number, event_id, scope, type, subject, at, cause, root, depth, verdicts, payload, notable) values(1, X'01B8DAC5B4007000ABB2D0638D464141', 'p', 'order.placed', '1', 18934560000000000, null, null, 0, cast('[{"r":"rule","k":1,"i":"01b8dac5-b400-7001-a2e1-9b1b4eadefc2"}]' as blob), cast('{"id":"1","amount":1}' as blob), 0);
insert into live(run_id, scope, rule, state, owner, claim_no, due_at, signals, rescues, reason, limits, permit, need, since, overlap, cost, rule_period, scope_period) values(X'01B8DAC5B4007001A2E19B1B4EADEFC2', 'p', 'rule', 7, null, 4, null, 0, 4, 'Its process died four times while this run was worked on, the last time with no other run beside it. Cancel the run, or release it to let it try again.', 0, 0, null, 18934560002000000, null, null, null, null);
insert into node(node_id, epoch, joined_at, left_at) values(1, 1, 18934560000000000, 18934560000500000);
insert into node(node_id, epoch, joined_at, left_at) values(2, 2, 18934560000500000, 18934560001000000);
insert into node(node_id, epoch, joined_at, left_at) values(3, 3, 18934560001000000, 18934560001500000);
insert into node(node_id, epoch, joined_at, left_at) values(4, 4, 18934560001500000, 18934560002000000);
insert into node(node_id, epoch, joined_at, left_at) values(5, 5, 18934560002000000, null);
insert into run(number, run_id, scope, rule, rule_hash, subject, trigger_kind, trigger_id, event_id, at, next, input, rerun_of, time_zone) values(2, X'01B8DAC5B4007001A2E19B1B4EADEFC2', 'p', 'rule', '6556345b5e9536d84d2fbb0a97279b0f', '1', 1, 'event', X'01B8DAC5B4007000ABB2D0638D464141', 18934560000000000, cast('{"v":1,"d":[["input","a",{"name":"a","text":""}]]}' as blob), null, null, null);
