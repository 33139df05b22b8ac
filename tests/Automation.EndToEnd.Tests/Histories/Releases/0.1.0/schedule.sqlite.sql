-- At 2030-01-01T00:15:00.0500000+00:00
-- Ended as: rule about '': Succeeded 
-- Ended as:   a Succeeded {"name":"a","text":"00:10"} -> a(00:10) 
-- Ended as: rule about '': Succeeded 
-- Ended as:   a Succeeded {"name":"a","text":"00:20"} -> a(00:20) 
-- Ended as: rule about '': Succeeded 
-- Ended as:   a Succeeded {"name":"a","text":"00:30"} -> a(00:30) 
insert into dedupe(scope, source, key_hash, body_hash, original_id, at) values('p', 'schedule:rule:schedule', X'A0229F81C0C04E37F536D89F1C2B80B42AC4BE69B93FEF83A82A1EC63759BE12', X'96A296D224F285C67BEE93C30F8A309157F0DAA35DC5B87E410B78630A09CFC7', X'01B8DACEDBC07000B95D0BB55B1516C7', 18934566000000000);
insert into entry(run_id, path, kind, try, seq, status, started_at, at, scope, rule, run_status, run_reason, next, body) values(X'01B8DACEDBC0700197C43A0F8F13D395', 'a', 1, 0, 1, 10, 18934566000000000, 18934566000000000, 'p', 'rule', 10, null, null, cast('{"output":"a(00:10)"}' as blob));
insert into event(number, event_id, scope, type, subject, at, cause, root, depth, verdicts, payload, notable) values(1, X'01B8DACEDBC07000B95D0BB55B1516C7', 'p', 'automation.occurrence', null, 18934566000000000, null, null, 0, cast('[{"r":"rule","k":1,"i":"01b8dace-dbc0-7001-97c4-3a0f8f13d395"}]' as blob), cast('{"due":"2030-01-01T00:10:00+00:00","local":"2030-01-01T00:10:00","timeZone":"UTC","missed":0,"firstMissed":null,"lastMissed":null}' as blob), 0);
insert into node(node_id, epoch, joined_at, left_at) values(1, 1, 18934560000000000, null);
insert into run(number, run_id, scope, rule, rule_hash, subject, trigger_kind, trigger_id, event_id, at, next, input, rerun_of, time_zone) values(2, X'01B8DACEDBC0700197C43A0F8F13D395', 'p', 'rule', '7de5b1ca7905ed89a6d8ed90f169295a', null, 3, 'schedule', X'01B8DACEDBC07000B95D0BB55B1516C7', 18934566000000000, cast('{"v":1,"d":[["input","a",{"name":"a","text":"00:10"}]]}' as blob), null, null, null);
insert into schedule(scope, rule, trigger_id, shared, spec, next_due, last_due, last_run, cursor, setting) values('p', 'rule', 'schedule', 1, '{"every":"PT10M","timeZone":"UTC","missedAfter":"P1D"}', 18934572000000000, 18934566000000000, X'01B8DACEDBC0700197C43A0F8F13D395', null, 0);
