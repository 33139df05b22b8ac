-- At 2030-01-01T00:00:00.0500000+00:00
-- Ended as: rule about '1': Failed No.
-- Ended as:   a Failed {"name":"a","text":"1"} ->  no
-- Ended as: rule about '3': Succeeded 
-- Ended as:   a Succeeded {"name":"a","text":"3"} -> a(3) 
insert into breaker(scope, rule, state, failures, opened_at, until, reason) values('p', 'rule', 1, 1, 18934560000000000, 18934566000000000, 'No.');
insert into dedupe(scope, source, key_hash, body_hash, original_id, at) values('p', 'event', X'6B86B273FF34FCE19D6B804EFF5A3F5747ADA4EAA22F1D49C01E52DDB7875B4B', X'C3137D9CC46D0CA471FF60C89B6E00D745EADE64BD4F863D877227F123046CF0', X'01B8DAC5B4007000AD24375F977A7274', 18934560000000000);
insert into entry(run_id, path, kind, try, seq, status, started_at, at, scope, rule, run_status, run_reason, next, body) values(X'01B8DAC5B40070018B26AAE197C9CE60', 'a', 1, 0, 1, 11, 18934560000000000, 18934560000000000, 'p', 'rule', 11, 'No.', null, cast('{"error":{"code":"no","message":"No.","stepId":"a"}}' as blob));
insert into event(number, event_id, scope, type, subject, at, cause, root, depth, verdicts, payload, notable) values(1, X'01B8DAC5B4007000AD24375F977A7274', 'p', 'order.placed', '1', 18934560000000000, null, null, 0, cast('[{"r":"rule","k":1,"i":"01b8dac5-b400-7001-8b26-aae197c9ce60"}]' as blob), cast('{"id":"1","amount":1}' as blob), 0);
insert into node(node_id, epoch, joined_at, left_at) values(1, 1, 18934560000000000, null);
insert into run(number, run_id, scope, rule, rule_hash, subject, trigger_kind, trigger_id, event_id, at, next, input, rerun_of, time_zone) values(2, X'01B8DAC5B40070018B26AAE197C9CE60', 'p', 'rule', '9eca2d2e670ac058caf982ddb07305cf', '1', 1, 'event', X'01B8DAC5B4007000AD24375F977A7274', 18934560000000000, cast('{"v":1,"d":[["input","a",{"name":"a","text":"1"}]]}' as blob), null, null, null);
insert into scope(scope, version) values('p', 1);
