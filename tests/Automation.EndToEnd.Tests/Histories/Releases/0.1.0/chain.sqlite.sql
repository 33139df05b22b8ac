-- At 2030-01-01T00:00:10.0500000+00:00
-- Ended as: first about '1': Succeeded 
-- Ended as:   tell Succeeded {"name":"tell","id":"1"} ->  
-- Ended as: second about '1': Succeeded 
-- Ended as:   d Succeeded  ->  
-- Ended as:   tell Succeeded {"name":"tell","id":"1"} ->  
-- Ended as: second about '1': Succeeded 
-- Ended as:   d Succeeded  ->  
-- Ended as:   tell Succeeded {"name":"tell","id":"1"} ->  
-- Ended as: second about '1': Succeeded 
-- Ended as:   d Succeeded  ->  
-- Ended as:   tell Succeeded {"name":"tell","id":"1"} ->  
insert into dedupe(scope, source, key_hash, body_hash, original_id, at) values('p', 'event', X'6B86B273FF34FCE19D6B804EFF5A3F5747ADA4EAA22F1D49C01E52DDB7875B4B', X'C3137D9CC46D0CA471FF60C89B6E00D745EADE64BD4F863D877227F123046CF0', X'01B8DAC5B4007000B4CD35499FAEF90F', 18934560000000000);
insert into dedupe(scope, source, key_hash, body_hash, original_id, at) values('p', 'step', X'CD3388E5A7594536CDB6762E7A88E10A4A56EB7925F5036D6A7549F64490C5F3', X'96A296D224F285C67BEE93C30F8A309157F0DAA35DC5B87E410B78630A09CFC7', X'01B8DAC5B4007002B6D966909E8609D7', 18934560000000000);
insert into entry(run_id, path, kind, try, seq, status, started_at, at, scope, rule, run_status, run_reason, next, body) values(X'01B8DAC5B4007001806C4C120CB100E0', 'tell', 1, 0, 1, 10, 18934560000000000, 18934560000000000, 'p', 'first', 10, null, null, null);
insert into event(number, event_id, scope, type, subject, at, cause, root, depth, verdicts, payload) values(1, X'01B8DAC5B4007000B4CD35499FAEF90F', 'p', 'order.placed', '1', 18934560000000000, null, null, 0, cast('[{"r":"first","k":1,"i":"01b8dac5-b400-7001-806c-4c120cb100e0"}]' as blob), cast('{"id":"1","amount":1}' as blob));
insert into event(number, event_id, scope, type, subject, at, cause, root, depth, verdicts, payload) values(3, X'01B8DAC5B4007002B6D966909E8609D7', 'p', 'order.paid', '1', 18934560000000000, X'01B8DAC5B4007001806C4C120CB100E0', X'01B8DAC5B4007000B4CD35499FAEF90F', 1, cast('[{"r":"second","k":1,"i":"01b8dac5-b400-7003-8a62-1c67f2be6c2c"}]' as blob), cast('{"id":"1","amount":9}' as blob));
insert into live(run_id, scope, rule, state, owner, claim_no, due_at, signals, rescues, reason, limits, permit, need, since, overlap, cost, rule_period, scope_period) values(X'01B8DAC5B40070038A621C67F2BE6C2C', 'p', 'second', 3, null, 1, 18934566000000000, 0, 0, null, 0, 0, null, null, null, null, null, null);
insert into node(node_id, epoch, joined_at, left_at) values(1, 1, 18934560000000000, null);
insert into root_run(root, runs, at) values(X'01B8DAC5B4007000B4CD35499FAEF90F', 2, 18934560000000000);
insert into run(number, run_id, scope, rule, rule_hash, subject, trigger_kind, trigger_id, event_id, at, next, input, rerun_of, time_zone) values(2, X'01B8DAC5B4007001806C4C120CB100E0', 'p', 'first', '4728e87fc59676531194b7e5520205f1', '1', 1, 'event', X'01B8DAC5B4007000B4CD35499FAEF90F', 18934560000000000, cast('{"v":1,"d":[["input","tell",{"name":"tell","id":"1"}]]}' as blob), null, null, null);
insert into run(number, run_id, scope, rule, rule_hash, subject, trigger_kind, trigger_id, event_id, at, next, input, rerun_of, time_zone) values(4, X'01B8DAC5B40070038A621C67F2BE6C2C', 'p', 'second', 'e3ab8ea3a7c4003a9eec327426cd51fc', '1', 1, 'event', X'01B8DAC5B4007002B6D966909E8609D7', 18934560000000000, cast('{"v":1,"d":[["due","d","2030-01-01T00:10:00+00:00"]]}' as blob), null, null, null);
