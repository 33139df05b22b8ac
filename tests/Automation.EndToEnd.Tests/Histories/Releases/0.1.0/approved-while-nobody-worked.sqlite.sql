-- At 2030-01-01T00:00:10.0500000+00:00
-- Ended as: rule about '1': Succeeded 
-- Ended as:   a Succeeded {"name":"a","text":""} -> a() 
insert into dedupe(scope, source, key_hash, body_hash, original_id, at) values('p', 'event', X'6B86B273FF34FCE19D6B804EFF5A3F5747ADA4EAA22F1D49C01E52DDB7875B4B', X'C3137D9CC46D0CA471FF60C89B6E00D745EADE64BD4F863D877227F123046CF0', X'01B8DAC5B4007000AFF0DB78A6986D8F', 18934560000000000);
insert into event(number, event_id, scope, type, subject, at, cause, root, depth, verdicts, payload, notable) values(1, X'01B8DAC5B4007000AFF0DB78A6986D8F', 'p', 'order.placed', '1', 18934560000000000, null, null, 0, cast('[{"r":"rule","k":1,"i":"01b8dac5-b400-7001-bac9-b8b1b6023b4f"}]' as blob), cast('{"id":"1","amount":1}' as blob), 0);
insert into live(run_id, scope, rule, state, owner, claim_no, due_at, signals, rescues, reason, limits, permit, need, since, overlap, cost, rule_period, scope_period) values(X'01B8DAC5B4007001BAC9B8B1B6023B4F', 'p', 'rule', 1, null, 1, null, 1, 0, null, 0, 0, null, 18934560100000000, null, null, null, null);
insert into node(node_id, epoch, joined_at, left_at) values(1, 1, 18934560000000000, null);
insert into run(number, run_id, scope, rule, rule_hash, subject, trigger_kind, trigger_id, event_id, at, next, input, rerun_of, time_zone) values(2, X'01B8DAC5B4007001BAC9B8B1B6023B4F', 'p', 'rule', '72457e3baa220fa881cf8877314193f2', '1', 1, 'event', X'01B8DAC5B4007000AFF0DB78A6986D8F', 18934560000000000, cast('{"v":1,"d":[["estimate","",[1000000000,500000000]],["input","a",{"name":"a","text":""}]]}' as blob), null, null, null);
insert into signal(run_id, path, kind, nonce, at, body) values(X'01B8DAC5B4007001BAC9B8B1B6023B4F', '', 4, 'approval', 18934560100000000, cast('"ada"' as blob));
