-- At 2030-01-01T00:15:10.0500000+00:00
-- Ended as: rule about '1': Succeeded 
-- Ended as:   a Succeeded {"name":"a","text":""} -> a() 
-- Ended as:   b Succeeded {"name":"b","text":""} -> b() 
-- Ended as:   d Succeeded  ->  
insert into dedupe(scope, source, key_hash, body_hash, original_id, at) values('p', 'event', X'6B86B273FF34FCE19D6B804EFF5A3F5747ADA4EAA22F1D49C01E52DDB7875B4B', X'C3137D9CC46D0CA471FF60C89B6E00D745EADE64BD4F863D877227F123046CF0', X'01B8DAC5B40070008D585734173C8D9F', 18934560000000000);
insert into entry(run_id, path, kind, try, seq, status, started_at, at, scope, rule, run_status, run_reason, next, body) values(X'01B8DAC5B4007001B16844D60B6A3AF0', 'a', 1, 0, 1, 10, 18934560000000000, 18934560000000000, null, null, null, null, cast('{"v":1,"d":[["due","d","2030-01-01T00:10:00+00:00"]]}' as blob), cast('{"output":"a()"}' as blob));
insert into event(number, event_id, scope, type, subject, at, cause, root, depth, verdicts, payload, notable) values(1, X'01B8DAC5B40070008D585734173C8D9F', 'p', 'order.placed', '1', 18934560000000000, null, null, 0, cast('[{"r":"rule","k":1,"i":"01b8dac5-b400-7001-b168-44d60b6a3af0"}]' as blob), cast('{"id":"1","amount":1}' as blob), 0);
insert into live(run_id, scope, rule, state, owner, claim_no, due_at, signals, rescues, reason, limits, permit, need, since, overlap, cost, rule_period, scope_period) values(X'01B8DAC5B4007001B16844D60B6A3AF0', 'p', 'rule', 6, null, 2, null, 0, 0, 'Waiting: no host of this build has rule ''rule''. One that has it takes the run up by itself; deploy one, or cancel the run.', 0, 0, 'rule:rule', 18934566000000000, null, null, null, null);
insert into node(node_id, epoch, joined_at, left_at) values(1, 1, 18934560000000000, 18934560100000000);
insert into node(node_id, epoch, joined_at, left_at) values(2, 2, 18934560100000000, null);
insert into run(number, run_id, scope, rule, rule_hash, subject, trigger_kind, trigger_id, event_id, at, next, input, rerun_of, time_zone) values(2, X'01B8DAC5B4007001B16844D60B6A3AF0', 'p', 'rule', '3a9bb5580d492a118bbf8094e2b64e3f', '1', 1, 'event', X'01B8DAC5B40070008D585734173C8D9F', 18934560000000000, cast('{"v":1,"d":[["input","a",{"name":"a","text":""}]]}' as blob), null, null, null);
