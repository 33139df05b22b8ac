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
insert into automation.dedupe("scope", "source", "key_hash", "body_hash", "original_id", "at") overriding system value values ('p', 'event', '\x6B86B273FF34FCE19D6B804EFF5A3F5747ADA4EAA22F1D49C01E52DDB7875B4B', '\xC3137D9CC46D0CA471FF60C89B6E00D745EADE64BD4F863D877227F123046CF0', '01b8dac5-b400-7000-aff1-1ff660a31768', '2030-01-01 00:00:00+00');
insert into automation.dedupe("scope", "source", "key_hash", "body_hash", "original_id", "at") overriding system value values ('p', 'step', '\xE1FA852E272E620E41A9713FF0183E76EA303C5C44996B468FFC40AA32334F9B', '\x96A296D224F285C67BEE93C30F8A309157F0DAA35DC5B87E410B78630A09CFC7', '01b8dac5-b400-7002-b0da-03039c61e1ec', '2030-01-01 00:00:00+00');
insert into automation.entry("run_id", "path", "kind", "try", "seq", "status", "started_at", "at", "scope", "rule", "run_status", "run_reason", "body", "next") overriding system value values ('01b8dac5-b400-7001-a155-e209cb1279dd', 'tell', '1', '0', '1', '10', '2030-01-01 00:00:00+00', '2030-01-01 00:00:00+00', 'p', 'first', '10', null, '\x', '\x');
insert into automation.event("event_id", "position", "scope", "type", "subject", "at", "cause", "root", "depth", "verdicts", "payload", "notable") overriding system value values ('01b8dac5-b400-7000-aff1-1ff660a31768', '1', 'p', 'order.placed', '1', '2030-01-01 00:00:00+00', null, '01b8dac5-b400-7000-aff1-1ff660a31768', '0', convert_to('[{"r":"first","k":1,"i":"01b8dac5-b400-7001-a155-e209cb1279dd"}]', 'UTF8'), convert_to('{"id":"1","amount":1}', 'UTF8'), '0');
insert into automation.event("event_id", "position", "scope", "type", "subject", "at", "cause", "root", "depth", "verdicts", "payload", "notable") overriding system value values ('01b8dac5-b400-7002-b0da-03039c61e1ec', '2', 'p', 'order.paid', '1', '2030-01-01 00:00:00+00', '01b8dac5-b400-7001-a155-e209cb1279dd', '01b8dac5-b400-7000-aff1-1ff660a31768', '1', convert_to('[{"r":"second","k":1,"i":"01b8dac5-b400-7003-b091-a7c4d3d60d28"}]', 'UTF8'), convert_to('{"id":"1","amount":9}', 'UTF8'), '0');
insert into automation.live("run_id", "scope", "rule", "queue", "state", "owner", "claim_no", "due_at", "signals", "rescues", "reason", "limits", "permit", "need", "since", "overlap", "cost", "rule_period", "scope_period") overriding system value values ('01b8dac5-b400-7003-b091-a7c4d3d60d28', 'p', 'second', '0', '3', null, '1', '2030-01-01 00:10:00+00', '0', '0', null, '0', 'false', null, null, null, null, null, null);
insert into automation.node("node_id", "epoch", "joined_at", "left_at") overriding system value values ('1', '1', '2030-01-01 00:00:00+00', null);
insert into automation.node_lease("node_id", "until", "held_since") overriding system value values ('1', '2030-01-01 00:15:00+00', '2030-01-01 00:00:00+00');
insert into automation.root_run("root", "runs", "at") overriding system value values ('01b8dac5-b400-7000-aff1-1ff660a31768', '2', '2030-01-01 00:00:00+00');
insert into automation.run("run_id", "position", "scope", "rule", "rule_hash", "subject", "trigger_kind", "trigger_id", "event_id", "at", "next", "input", "rerun_of", "time_zone") overriding system value values ('01b8dac5-b400-7001-a155-e209cb1279dd', '1', 'p', 'first', '4728e87fc59676531194b7e5520205f1', '1', '1', 'event', '01b8dac5-b400-7000-aff1-1ff660a31768', '2030-01-01 00:00:00+00', convert_to('{"v":1,"d":[["input","tell",{"name":"tell","id":"1"}]]}', 'UTF8'), '\x', null, null);
insert into automation.run("run_id", "position", "scope", "rule", "rule_hash", "subject", "trigger_kind", "trigger_id", "event_id", "at", "next", "input", "rerun_of", "time_zone") overriding system value values ('01b8dac5-b400-7003-b091-a7c4d3d60d28', '2', 'p', 'second', 'e3ab8ea3a7c4003a9eec327426cd51fc', '1', '1', 'event', '01b8dac5-b400-7002-b0da-03039c61e1ec', '2030-01-01 00:00:00+00', convert_to('{"v":1,"d":[["due","d","2030-01-01T00:10:00+00:00"]]}', 'UTF8'), '\x', null, null);
select setval(pg_get_serial_sequence('automation.node', 'node_id'), 1000);
select setval('automation.position', 1000);
select setval('automation.epoch', 1000);
