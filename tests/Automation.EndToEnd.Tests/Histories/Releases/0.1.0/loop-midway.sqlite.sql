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
insert into dedupe(scope, source, key_hash, body_hash, original_id, at) values('p', 'event', X'6B86B273FF34FCE19D6B804EFF5A3F5747ADA4EAA22F1D49C01E52DDB7875B4B', X'C3137D9CC46D0CA471FF60C89B6E00D745EADE64BD4F863D877227F123046CF0', X'01B8DAC5B4007000A6E27673DE6726DD', 18934560000000000);
insert into entry(run_id, path, kind, try, seq, status, started_at, at, scope, rule, run_status, run_reason, next, body) values(X'01B8DAC5B4007001AE1EBA83B7331846', 'd/0', 1, 0, 1, 10, null, 18934566000000000, null, null, null, null, cast('{"v":1,"d":[["input","one/0",{"name":"one","text":"1"}]]}' as blob), null);
insert into entry(run_id, path, kind, try, seq, status, started_at, at, scope, rule, run_status, run_reason, next, body) values(X'01B8DAC5B4007001AE1EBA83B7331846', 'one/0', 1, 0, 2, 10, 18934566000000000, 18934566000000000, null, null, null, null, cast('{"v":1,"d":[["due","d/1","2030-01-01T00:20:00+00:00"]]}' as blob), cast('{"output":"one(1)"}' as blob));
insert into entry(run_id, path, kind, try, seq, status, started_at, at, scope, rule, run_status, run_reason, next, body) values(X'01B8DAC5B4007001AE1EBA83B7331846', 'd/1', 1, 0, 3, 10, null, 18934572000000000, null, null, null, null, cast('{"v":1,"d":[["input","one/1",{"name":"one","text":"2"}]]}' as blob), null);
insert into entry(run_id, path, kind, try, seq, status, started_at, at, scope, rule, run_status, run_reason, next, body) values(X'01B8DAC5B4007001AE1EBA83B7331846', 'one/1', 1, 0, 4, 10, 18934572000000000, 18934572000000000, null, null, null, null, cast('{"v":1,"d":[["due","d/2","2030-01-01T00:30:00+00:00"]]}' as blob), cast('{"output":"one(2)"}' as blob));
insert into event(number, event_id, scope, type, subject, at, cause, root, depth, verdicts, payload, notable) values(1, X'01B8DAC5B4007000A6E27673DE6726DD', 'p', 'order.placed', '1', 18934560000000000, null, null, 0, cast('[{"r":"rule","k":1,"i":"01b8dac5-b400-7001-ae1e-ba83b7331846"}]' as blob), cast('{"id":"1","amount":1}' as blob), 0);
insert into live(run_id, scope, rule, state, owner, claim_no, due_at, signals, rescues, reason, limits, permit, need, since, overlap, cost, rule_period, scope_period) values(X'01B8DAC5B4007001AE1EBA83B7331846', 'p', 'rule', 3, null, 3, 18934578000000000, 0, 0, null, 0, 0, null, null, null, null, null, null);
insert into node(node_id, epoch, joined_at, left_at) values(1, 1, 18934560000000000, null);
insert into run(number, run_id, scope, rule, rule_hash, subject, trigger_kind, trigger_id, event_id, at, next, input, rerun_of, time_zone) values(2, X'01B8DAC5B4007001AE1EBA83B7331846', 'p', 'rule', 'c217263a5f22c2e15c5846e400a2c259', '1', 1, 'event', X'01B8DAC5B4007000A6E27673DE6726DD', 18934560000000000, cast('{"v":1,"d":[["items","each",[1,2,3,4]],["due","d/0","2030-01-01T00:10:00+00:00"]]}' as blob), null, null, null);
