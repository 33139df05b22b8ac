-- At 2030-01-01T00:00:10.0500000+00:00
-- Ended as: rule about '1': Failed No.
-- Ended as:   a Failed {"name":"a","text":""} ->  no
-- Ended as:   d Succeeded  ->  
-- Ended as:   mourn Succeeded {"name":"mourn","text":"No."} -> mourn(No.) 
insert into dedupe(scope, source, key_hash, body_hash, original_id, at) values('p', 'event', X'6B86B273FF34FCE19D6B804EFF5A3F5747ADA4EAA22F1D49C01E52DDB7875B4B', X'C3137D9CC46D0CA471FF60C89B6E00D745EADE64BD4F863D877227F123046CF0', X'01B8DAC5B4007000AFFA4873111827DB', 18934560000000000);
insert into entry(run_id, path, kind, try, seq, status, started_at, at, scope, rule, run_status, run_reason, next, body) values(X'01B8DAC5B4007001A60BD991A4EE6FE5', 'a', 1, 0, 1, 11, 18934560000000000, 18934560000000000, null, null, null, null, cast('{"v":1,"d":[["due","d","2030-01-01T00:10:00+00:00"]]}' as blob), cast('{"error":{"code":"no","message":"No.","stepId":"a"}}' as blob));
insert into event(number, event_id, scope, type, subject, at, cause, root, depth, verdicts, payload, notable) values(1, X'01B8DAC5B4007000AFFA4873111827DB', 'p', 'order.placed', '1', 18934560000000000, null, null, 0, cast('[{"r":"rule","k":1,"i":"01b8dac5-b400-7001-a60b-d991a4ee6fe5"}]' as blob), cast('{"id":"1","amount":1}' as blob), 0);
insert into live(run_id, scope, rule, state, owner, claim_no, due_at, signals, rescues, reason, limits, permit, need, since, overlap, cost, rule_period, scope_period) values(X'01B8DAC5B4007001A60BD991A4EE6FE5', 'p', 'rule', 3, null, 1, 18934566000000000, 0, 0, null, 0, 0, null, null, null, null, null, null);
insert into node(node_id, epoch, joined_at, left_at) values(1, 1, 18934560000000000, null);
insert into run(number, run_id, scope, rule, rule_hash, subject, trigger_kind, trigger_id, event_id, at, next, input, rerun_of, time_zone) values(2, X'01B8DAC5B4007001A60BD991A4EE6FE5', 'p', 'rule', 'defd0755fd00f751792fdf82d555a732', '1', 1, 'event', X'01B8DAC5B4007000AFFA4873111827DB', 18934560000000000, cast('{"v":1,"d":[["input","a",{"name":"a","text":""}]]}' as blob), null, null, null);
