-- At 2030-01-01T00:00:10.0500000+00:00
-- Ended as: first about '1': Succeeded 
-- Ended as:   start Succeeded {"id":"1"} ->  
-- Ended as: second about '1': Succeeded 
-- Ended as:   d Succeeded  ->  
-- Ended as:   tell Succeeded {"name":"tell","id":"1"} ->  
insert into dedupe(scope, source, key_hash, body_hash, original_id, at) values('p', 'event', X'6B86B273FF34FCE19D6B804EFF5A3F5747ADA4EAA22F1D49C01E52DDB7875B4B', X'C3137D9CC46D0CA471FF60C89B6E00D745EADE64BD4F863D877227F123046CF0', X'01B8DAC5B4007000BFC4DDB999317348', 18934560000000000);
insert into dedupe(scope, source, key_hash, body_hash, original_id, at) values('p', 'manual:second', X'F1C631BC5618C33A21FFE6633296DE24C3F12F14C045CE9C7BD1DA21B5F87474', X'E31BFDA10FF434DEAAADD246E80140CC9E22B93D2D59E0CA89AE01B87B77771B', X'01B8DAC5B40070028A7ED275E1780F7C', 18934560000000000);
insert into entry(run_id, path, kind, try, seq, status, started_at, at, scope, rule, run_status, run_reason, next, body) values(X'01B8DAC5B4007001902277DEF40AB127', 'start', 1, 0, 1, 10, 18934560000000000, 18934560000000000, 'p', 'first', 10, null, null, null);
insert into event(number, event_id, scope, type, subject, at, cause, root, depth, verdicts, payload, notable) values(1, X'01B8DAC5B4007000BFC4DDB999317348', 'p', 'order.placed', '1', 18934560000000000, null, null, 0, cast('[{"r":"first","k":1,"i":"01b8dac5-b400-7001-9022-77def40ab127"}]' as blob), cast('{"id":"1","amount":1}' as blob), 0);
insert into live(run_id, scope, rule, state, owner, claim_no, due_at, signals, rescues, reason, limits, permit, need, since, overlap, cost, rule_period, scope_period) values(X'01B8DAC5B40070028A7ED275E1780F7C', 'p', 'second', 3, null, 1, 18934566000000000, 0, 0, null, 0, 0, null, null, null, null, null, null);
insert into node(node_id, epoch, joined_at, left_at) values(1, 1, 18934560000000000, null);
insert into root_run(root, runs, at) values(X'01B8DAC5B4007000BFC4DDB999317348', 2, 18934560000000000);
insert into run(number, run_id, scope, rule, rule_hash, subject, trigger_kind, trigger_id, event_id, at, next, input, rerun_of, time_zone) values(2, X'01B8DAC5B4007001902277DEF40AB127', 'p', 'first', '686b47fb9027c50abae43ce74017eec0', '1', 1, 'event', X'01B8DAC5B4007000BFC4DDB999317348', 18934560000000000, cast('{"v":1,"d":[["input","start",{"id":"1"}]]}' as blob), null, null, null);
insert into run(number, run_id, scope, rule, rule_hash, subject, trigger_kind, trigger_id, event_id, at, next, input, rerun_of, time_zone) values(3, X'01B8DAC5B40070028A7ED275E1780F7C', 'p', 'second', 'e396fbaecec89bd06ab509e1b26a896c', '1', 2, 'manual', null, 18934560000000000, cast('{"v":1,"d":[["chain","",{"root":"01b8dac5-b400-7000-bfc4-ddb999317348","depth":1}],["due","d","2030-01-01T00:10:00+00:00"]]}' as blob), cast('{"id":"1","amount":1}' as blob), null, null);
