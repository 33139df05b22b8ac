-- At 2030-01-01T00:15:10.0500000+00:00
-- Ended as: rule about '1': Succeeded 
-- Ended as:   a Succeeded {"name":"a","text":""} -> a() 
-- Ended as:   c Succeeded {"name":"c","text":""} -> c() 
-- Ended as:   d Succeeded  ->  
-- Ended as:   e Succeeded  ->  
insert into dedupe(scope, source, key_hash, body_hash, original_id, at) values('p', 'event', X'6B86B273FF34FCE19D6B804EFF5A3F5747ADA4EAA22F1D49C01E52DDB7875B4B', X'C3137D9CC46D0CA471FF60C89B6E00D745EADE64BD4F863D877227F123046CF0', X'01B8DAC5B40070009EABAD8995BB00A5', 18934560000000000);
insert into entry(run_id, path, kind, try, seq, status, started_at, at, scope, rule, run_status, run_reason, next, body) values(X'01B8DAC5B4007001935974BB1683A737', 'a', 1, 0, 1, 10, 18934560000000000, 18934560000000000, null, null, null, null, cast('{"v":1,"d":[["due","d","2030-01-01T00:10:00+00:00"]]}' as blob), cast('{"output":"a()"}' as blob));
insert into entry(run_id, path, kind, try, seq, status, started_at, at, scope, rule, run_status, run_reason, next, body) values(X'01B8DAC5B4007001935974BB1683A737', '', 7, 2, 2, null, null, 18934566000000000, null, null, null, null, null, cast('"aa399da18f32479c0758328ecb4e24f2"' as blob));
insert into entry(run_id, path, kind, try, seq, status, started_at, at, scope, rule, run_status, run_reason, next, body) values(X'01B8DAC5B4007001935974BB1683A737', 'd', 1, 0, 3, 10, null, 18934566000000000, null, null, null, null, cast('{"v":1,"d":[["due","e","2030-01-01T00:20:00+00:00"]]}' as blob), null);
insert into event(number, event_id, scope, type, subject, at, cause, root, depth, verdicts, payload, notable) values(1, X'01B8DAC5B40070009EABAD8995BB00A5', 'p', 'order.placed', '1', 18934560000000000, null, null, 0, cast('[{"r":"rule","k":1,"i":"01b8dac5-b400-7001-9359-74bb1683a737"}]' as blob), cast('{"id":"1","amount":1}' as blob), 0);
insert into live(run_id, scope, rule, state, owner, claim_no, due_at, signals, rescues, reason, limits, permit, need, since, overlap, cost, rule_period, scope_period) values(X'01B8DAC5B4007001935974BB1683A737', 'p', 'rule', 3, null, 2, 18934572000000000, 0, 0, null, 0, 0, null, null, null, null, null, null);
insert into node(node_id, epoch, joined_at, left_at) values(1, 1, 18934560000000000, 18934560100000000);
insert into node(node_id, epoch, joined_at, left_at) values(2, 2, 18934560100000000, null);
insert into run(number, run_id, scope, rule, rule_hash, subject, trigger_kind, trigger_id, event_id, at, next, input, rerun_of, time_zone) values(2, X'01B8DAC5B4007001935974BB1683A737', 'p', 'rule', '3a9bb5580d492a118bbf8094e2b64e3f', '1', 1, 'event', X'01B8DAC5B40070009EABAD8995BB00A5', 18934560000000000, cast('{"v":1,"d":[["input","a",{"name":"a","text":""}]]}' as blob), null, null, null);
