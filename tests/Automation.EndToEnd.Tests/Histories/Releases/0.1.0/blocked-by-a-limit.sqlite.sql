-- At 2030-01-01T00:00:10.0500000+00:00
-- Ended as: rule about '1': Succeeded 
-- Ended as:   a Succeeded {"name":"a","text":"1"} -> a(1) 
-- Ended as:   b Succeeded {"name":"b","text":"1"} -> b(1) 
-- Ended as:   d Succeeded  ->  
-- Ended as: rule about '1': Succeeded 
-- Ended as:   a Succeeded {"name":"a","text":"2"} -> a(2) 
-- Ended as:   b Succeeded {"name":"b","text":"2"} -> b(2) 
-- Ended as:   d Succeeded  ->  
insert into dedupe(scope, source, key_hash, body_hash, original_id, at) values('p', 'event', X'6B86B273FF34FCE19D6B804EFF5A3F5747ADA4EAA22F1D49C01E52DDB7875B4B', X'C3137D9CC46D0CA471FF60C89B6E00D745EADE64BD4F863D877227F123046CF0', X'01B8DAC5B4007000A4ADB66647CCE3C1', 18934560000000000);
insert into dedupe(scope, source, key_hash, body_hash, original_id, at) values('p', 'event', X'D4735E3A265E16EEE03F59718B9B5D03019C07D8B6C51F90DA3A666EEC13AB35', X'3AC3A912DA55EC66F2C5B2CC687A56083A461B348C2BC70F46176992F71FADF5', X'01B8DAC5B40070029A996B795B75AEC6', 18934560000000000);
insert into entry(run_id, path, kind, try, seq, status, started_at, at, scope, rule, run_status, run_reason, next, body) values(X'01B8DAC5B400700183BBBFCE6BFBCFE7', 'a', 1, 0, 1, 10, 18934560000000000, 18934560000000000, null, null, null, null, cast('{"v":1,"d":[["due","d","2030-01-01T00:00:20+00:00"]]}' as blob), cast('{"output":"a(1)"}' as blob));
insert into event(number, event_id, scope, type, subject, at, cause, root, depth, verdicts, payload, notable) values(1, X'01B8DAC5B4007000A4ADB66647CCE3C1', 'p', 'order.placed', '1', 18934560000000000, null, null, 0, cast('[{"r":"rule","k":1,"i":"01b8dac5-b400-7001-83bb-bfce6bfbcfe7"}]' as blob), cast('{"id":"1","amount":1}' as blob), 0);
insert into event(number, event_id, scope, type, subject, at, cause, root, depth, verdicts, payload, notable) values(3, X'01B8DAC5B40070029A996B795B75AEC6', 'p', 'order.placed', '1', 18934560000000000, null, null, 0, cast('[{"r":"rule","k":1,"i":"01b8dac5-b400-7003-8b5d-95c5b8f07416"}]' as blob), cast('{"id":"1","amount":2}' as blob), 0);
insert into live(run_id, scope, rule, state, owner, claim_no, due_at, signals, rescues, reason, limits, permit, need, since, overlap, cost, rule_period, scope_period) values(X'01B8DAC5B400700183BBBFCE6BFBCFE7', 'p', 'rule', 3, null, 1, 18934560200000000, 0, 0, null, 1, 1, null, null, null, null, null, null);
insert into live(run_id, scope, rule, state, owner, claim_no, due_at, signals, rescues, reason, limits, permit, need, since, overlap, cost, rule_period, scope_period) values(X'01B8DAC5B40070038B5D95C5B8F07416', 'p', 'rule', 8, null, 0, null, 0, 0, null, 1, 0, null, null, null, null, null, null);
insert into node(node_id, epoch, joined_at, left_at) values(1, 1, 18934560000000000, null);
insert into permit(scope, rule, most) values('p', 'rule', 1);
insert into run(number, run_id, scope, rule, rule_hash, subject, trigger_kind, trigger_id, event_id, at, next, input, rerun_of, time_zone) values(2, X'01B8DAC5B400700183BBBFCE6BFBCFE7', 'p', 'rule', 'f3a176de5bfbc5c2235cafe134ab5bb4', '1', 1, 'event', X'01B8DAC5B4007000A4ADB66647CCE3C1', 18934560000000000, cast('{"v":1,"d":[["input","a",{"name":"a","text":"1"}]]}' as blob), null, null, null);
insert into run(number, run_id, scope, rule, rule_hash, subject, trigger_kind, trigger_id, event_id, at, next, input, rerun_of, time_zone) values(4, X'01B8DAC5B40070038B5D95C5B8F07416', 'p', 'rule', 'f3a176de5bfbc5c2235cafe134ab5bb4', '1', 1, 'event', X'01B8DAC5B40070029A996B795B75AEC6', 18934560000000000, cast('{"v":1,"d":[["input","a",{"name":"a","text":"2"}]]}' as blob), null, null, null);
