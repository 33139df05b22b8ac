-- At 2030-01-01T00:05:10.0500000+00:00
-- Ended as: rule about '1': Succeeded 
-- Ended as:   a Succeeded {"name":"a","text":""} -> a() 
-- Ended as:   b Succeeded {"name":"b","text":""} -> b() 
-- Ended as:   d Succeeded  ->  
insert into dedupe(scope, source, key_hash, body_hash, original_id, at) values('p', 'event', X'6B86B273FF34FCE19D6B804EFF5A3F5747ADA4EAA22F1D49C01E52DDB7875B4B', X'C3137D9CC46D0CA471FF60C89B6E00D745EADE64BD4F863D877227F123046CF0', X'01B8DAC5B4007000B394D722ADA0E5E1', 18934560000000000);
insert into entry(run_id, path, kind, try, seq, status, started_at, at, scope, rule, run_status, run_reason, next, body) values(X'01B8DAC5B4007001953FDE1088A42C34', 'a', 1, 0, 1, 10, 18934560000000000, 18934560000000000, null, null, null, null, cast('{"v":1,"d":[["due","d","2030-01-01T00:01:00+00:00"]]}' as blob), cast('{"output":"a()"}' as blob));
insert into event(number, event_id, scope, type, subject, at, cause, root, depth, verdicts, payload, notable) values(1, X'01B8DAC5B4007000B394D722ADA0E5E1', 'p', 'order.placed', '1', 18934560000000000, null, null, 0, cast('[{"r":"rule","k":1,"i":"01b8dac5-b400-7001-953f-de1088a42c34"}]' as blob), cast('{"id":"1","amount":1}' as blob), 0);
insert into live(run_id, scope, rule, state, owner, claim_no, due_at, signals, rescues, reason, limits, permit, need, since, overlap, cost, rule_period, scope_period) values(X'01B8DAC5B4007001953FDE1088A42C34', 'p', 'rule', 6, null, 2, null, 1, 0, 'Waiting: ''ada'' has subject ''1'' in hand since 2030-01-01T00:00:10Z: counting. Release the subject, and the run goes on by itself; or cancel the run.', 0, 0, '~override', 18934560100000000, null, null, null, null);
insert into node(node_id, epoch, joined_at, left_at) values(1, 1, 18934560000000000, null);
insert into run(number, run_id, scope, rule, rule_hash, subject, trigger_kind, trigger_id, event_id, at, next, input, rerun_of, time_zone) values(2, X'01B8DAC5B4007001953FDE1088A42C34', 'p', 'rule', 'b1665269148cbbe3f77daaef5f5515a6', '1', 1, 'event', X'01B8DAC5B4007000B394D722ADA0E5E1', 18934560000000000, cast('{"v":1,"d":[["input","a",{"name":"a","text":""}]]}' as blob), null, null, null);
insert into scope(scope, version) values('p', 1);
insert into signal(run_id, path, kind, nonce, at, body) values(X'01B8DAC5B4007001953FDE1088A42C34', '', 5, '', 18934560100000000, cast('"\u0027ada\u0027 has subject \u00271\u0027 in hand since 2030-01-01T00:00:10Z: counting."' as blob));
insert into subject_override(scope, subject, reason, author, at) values('p', '1', 'counting', 'ada', 18934560100000000);
