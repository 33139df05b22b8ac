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
insert into dedupe(scope, source, key_hash, body_hash, original_id, at) values('p', 'event', X'6B86B273FF34FCE19D6B804EFF5A3F5747ADA4EAA22F1D49C01E52DDB7875B4B', X'C3137D9CC46D0CA471FF60C89B6E00D745EADE64BD4F863D877227F123046CF0', X'01B8DAC5B40070009730280D4EF773A4', 18934560000000000);
insert into dedupe(scope, source, key_hash, body_hash, original_id, at) values('p', 'step', X'7F93A64FC7A4029C2190A0D6140E3E1801FA0F62710383C7288EA7B406163B58', X'96A296D224F285C67BEE93C30F8A309157F0DAA35DC5B87E410B78630A09CFC7', X'01B8DAC5B4007002A141BC6B3C0DA114', 18934560000000000);
insert into entry(run_id, path, kind, try, seq, status, started_at, at, scope, rule, run_status, run_reason, next, body) values(X'01B8DAC5B4007001A37CDCFF5576372C', 'tell', 1, 0, 1, 10, 18934560000000000, 18934560000000000, 'p', 'first', 10, null, null, null);
insert into event(number, event_id, scope, type, subject, at, cause, root, depth, verdicts, payload, notable) values(1, X'01B8DAC5B40070009730280D4EF773A4', 'p', 'order.placed', '1', 18934560000000000, null, null, 0, cast('[{"r":"first","k":1,"i":"01b8dac5-b400-7001-a37c-dcff5576372c"}]' as blob), cast('{"id":"1","amount":1}' as blob), 0);
insert into event(number, event_id, scope, type, subject, at, cause, root, depth, verdicts, payload, notable) values(3, X'01B8DAC5B4007002A141BC6B3C0DA114', 'p', 'order.paid', '1', 18934560000000000, X'01B8DAC5B4007001A37CDCFF5576372C', X'01B8DAC5B40070009730280D4EF773A4', 1, cast('[{"r":"second","k":1,"i":"01b8dac5-b400-7003-95cc-52cfe3353f67"}]' as blob), cast('{"id":"1","amount":9}' as blob), 0);
insert into live(run_id, scope, rule, state, owner, claim_no, due_at, signals, rescues, reason, limits, permit, need, since, overlap, cost, rule_period, scope_period) values(X'01B8DAC5B400700395CC52CFE3353F67', 'p', 'second', 3, null, 1, 18934566000000000, 0, 0, null, 0, 0, null, null, null, null, null, null);
insert into node(node_id, epoch, joined_at, left_at) values(1, 1, 18934560000000000, null);
insert into root_run(root, runs, at) values(X'01B8DAC5B40070009730280D4EF773A4', 2, 18934560000000000);
insert into run(number, run_id, scope, rule, rule_hash, subject, trigger_kind, trigger_id, event_id, at, next, input, rerun_of, time_zone) values(2, X'01B8DAC5B4007001A37CDCFF5576372C', 'p', 'first', '4728e87fc59676531194b7e5520205f1', '1', 1, 'event', X'01B8DAC5B40070009730280D4EF773A4', 18934560000000000, cast('{"v":1,"d":[["input","tell",{"name":"tell","id":"1"}]]}' as blob), null, null, null);
insert into run(number, run_id, scope, rule, rule_hash, subject, trigger_kind, trigger_id, event_id, at, next, input, rerun_of, time_zone) values(4, X'01B8DAC5B400700395CC52CFE3353F67', 'p', 'second', 'e3ab8ea3a7c4003a9eec327426cd51fc', '1', 1, 'event', X'01B8DAC5B4007002A141BC6B3C0DA114', 18934560000000000, cast('{"v":1,"d":[["due","d","2030-01-01T00:10:00+00:00"]]}' as blob), null, null, null);
