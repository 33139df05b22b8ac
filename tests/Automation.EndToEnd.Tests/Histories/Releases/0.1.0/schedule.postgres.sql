-- At 2030-01-01T00:15:00.0500000+00:00
-- Ended as: rule about '': Succeeded 
-- Ended as:   a Succeeded {"name":"a","text":"00:10"} -> a(00:10) 
-- Ended as: rule about '': Succeeded 
-- Ended as:   a Succeeded {"name":"a","text":"00:20"} -> a(00:20) 
-- Ended as: rule about '': Succeeded 
-- Ended as:   a Succeeded {"name":"a","text":"00:30"} -> a(00:30) 
insert into automation.dedupe("scope", "source", "key_hash", "body_hash", "original_id", "at") overriding system value values ('p', 'schedule:rule:schedule', '\xA0229F81C0C04E37F536D89F1C2B80B42AC4BE69B93FEF83A82A1EC63759BE12', '\x96A296D224F285C67BEE93C30F8A309157F0DAA35DC5B87E410B78630A09CFC7', '01b8dace-dbc0-7000-80eb-67d68fecffdf', '2030-01-01 00:10:00+00');
insert into automation.entry("run_id", "path", "kind", "try", "seq", "status", "started_at", "at", "scope", "rule", "run_status", "run_reason", "body", "next") overriding system value values ('01b8dace-dbc0-7001-a7be-40d69e0475a1', 'a', '1', '0', '1', '10', '2030-01-01 00:10:00+00', '2030-01-01 00:10:00+00', 'p', 'rule', '10', null, convert_to('{"output":"a(00:10)"}', 'UTF8'), '\x');
insert into automation.event("event_id", "position", "scope", "type", "subject", "at", "cause", "root", "depth", "verdicts", "payload", "notable") overriding system value values ('01b8dace-dbc0-7000-80eb-67d68fecffdf', '1', 'p', 'automation.occurrence', null, '2030-01-01 00:10:00+00', null, '01b8dace-dbc0-7000-80eb-67d68fecffdf', '0', convert_to('[{"r":"rule","k":1,"i":"01b8dace-dbc0-7001-a7be-40d69e0475a1"}]', 'UTF8'), convert_to('{"due":"2030-01-01T00:10:00+00:00","local":"2030-01-01T00:10:00","timeZone":"UTC","missed":0,"firstMissed":null,"lastMissed":null}', 'UTF8'), '0');
insert into automation.node("node_id", "epoch", "joined_at", "left_at") overriding system value values ('1', '1', '2030-01-01 00:00:00+00', null);
insert into automation.node_lease("node_id", "until", "held_since") overriding system value values ('1', '2030-01-01 00:30:00+00', '2030-01-01 00:00:00+00');
insert into automation.run("run_id", "position", "scope", "rule", "rule_hash", "subject", "trigger_kind", "trigger_id", "event_id", "at", "next", "input", "rerun_of", "time_zone") overriding system value values ('01b8dace-dbc0-7001-a7be-40d69e0475a1', '1', 'p', 'rule', '7de5b1ca7905ed89a6d8ed90f169295a', null, '3', 'schedule', '01b8dace-dbc0-7000-80eb-67d68fecffdf', '2030-01-01 00:10:00+00', convert_to('{"v":1,"d":[["input","a",{"name":"a","text":"00:10"}]]}', 'UTF8'), '\x', null, null);
insert into automation.schedule("scope", "rule", "trigger_id", "shared", "spec", "next_due", "last_due", "last_run", "cursor", "setting") overriding system value values ('p', 'rule', 'schedule', 'true', '{"every":"PT10M","timeZone":"UTC","missedAfter":"P1D"}', '2030-01-01 00:20:00+00', '2030-01-01 00:10:00+00', '01b8dace-dbc0-7001-a7be-40d69e0475a1', null, '0');
select setval(pg_get_serial_sequence('automation.node', 'node_id'), 1000);
select setval('automation.position', 1000);
select setval('automation.epoch', 1000);
