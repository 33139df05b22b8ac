START TRANSACTION ISOLATION LEVEL READ COMMITTED;

DO $lock$ BEGIN PERFORM pg_advisory_xact_lock(hashtextextended('Automation:automation', 0)); END $lock$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM pg_namespace WHERE nspname = 'automation') THEN
        CREATE SCHEMA automation;
    END IF;
END $EF$;
CREATE TABLE IF NOT EXISTS automation.migration (
    "MigrationId" character varying(150) NOT NULL,
    "ProductVersion" character varying(32) NOT NULL,
    CONSTRAINT "PK_migration" PRIMARY KEY ("MigrationId")
);


DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261120000000_FirstTables') THEN
        IF NOT EXISTS(SELECT 1 FROM pg_namespace WHERE nspname = 'automation') THEN
            CREATE SCHEMA automation;
        END IF;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261120000000_FirstTables') THEN
    CREATE SEQUENCE automation.epoch START WITH 1 INCREMENT BY 1 NO CYCLE;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261120000000_FirstTables') THEN
    CREATE SEQUENCE automation.position START WITH 1 INCREMENT BY 1 NO CYCLE;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261120000000_FirstTables') THEN
    CREATE TABLE automation.dedupe (
        scope text COLLATE "C" NOT NULL,
        source text COLLATE "C" NOT NULL,
        key_hash bytea NOT NULL,
        body_hash bytea NOT NULL,
        original_id uuid NOT NULL,
        at timestamp with time zone NOT NULL,
        CONSTRAINT dedupe_pkey PRIMARY KEY (key_hash, scope, source)
    );
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261120000000_FirstTables') THEN
    CREATE TABLE automation.entry (
        run_id uuid NOT NULL,
        path text COLLATE "C" NOT NULL,
        kind smallint NOT NULL,
        try integer NOT NULL,
        seq integer NOT NULL,
        status smallint,
        started_at timestamp with time zone,
        at timestamp with time zone NOT NULL,
        scope text COLLATE "C",
        rule text COLLATE "C",
        run_status smallint,
        run_reason text,
        body bytea,
        next bytea,
        CONSTRAINT entry_pkey PRIMARY KEY (run_id, path, kind, try)
    );
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261120000000_FirstTables') THEN
    CREATE TABLE automation.event (
        event_id uuid NOT NULL,
        position bigint NOT NULL,
        scope text COLLATE "C" NOT NULL,
        type text COLLATE "C" NOT NULL,
        subject text COLLATE "C",
        at timestamp with time zone NOT NULL,
        cause uuid,
        root uuid NOT NULL,
        depth integer NOT NULL,
        verdicts bytea,
        payload bytea NOT NULL,
        CONSTRAINT event_pkey PRIMARY KEY (event_id)
    );
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261120000000_FirstTables') THEN
    CREATE TABLE automation.intake (
        intake_id uuid NOT NULL,
        position bigint NOT NULL DEFAULT (nextval('"automation".position')),
        at timestamp with time zone NOT NULL DEFAULT (clock_timestamp()),
        scope text COLLATE "C" NOT NULL,
        type text COLLATE "C" NOT NULL,
        subject text COLLATE "C",
        payload bytea NOT NULL,
        cause uuid,
        root uuid,
        depth integer NOT NULL,
        dedupe_source text COLLATE "C",
        dedupe_key bytea,
        dedupe_body bytea,
        CONSTRAINT intake_pkey PRIMARY KEY (intake_id)
    );
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261120000000_FirstTables') THEN
    CREATE TABLE automation.live (
        run_id uuid NOT NULL,
        scope text COLLATE "C" NOT NULL,
        rule text COLLATE "C" NOT NULL,
        queue integer NOT NULL,
        state smallint NOT NULL,
        owner bigint,
        claim_no bigint NOT NULL,
        due_at timestamp with time zone,
        signals integer NOT NULL,
        rescues integer NOT NULL,
        reason text,
        limits smallint NOT NULL,
        permit boolean NOT NULL,
        CONSTRAINT live_pkey PRIMARY KEY (run_id)
    )
    WITH (autovacuum_vacuum_scale_factor=0.02, autovacuum_vacuum_threshold=1000);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261120000000_FirstTables') THEN
    CREATE TABLE automation.log (
        run_id uuid NOT NULL,
        number bigint NOT NULL,
        path text COLLATE "C" NOT NULL,
        attempt integer NOT NULL,
        at timestamp with time zone NOT NULL,
        level smallint NOT NULL,
        percent double precision,
        message text NOT NULL,
        CONSTRAINT log_pkey PRIMARY KEY (run_id, number)
    );
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261120000000_FirstTables') THEN
    CREATE TABLE automation.permit (
        scope text COLLATE "C" NOT NULL,
        rule text COLLATE "C" NOT NULL,
        most integer NOT NULL,
        CONSTRAINT permit_pkey PRIMARY KEY (scope, rule)
    );
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261120000000_FirstTables') THEN
    CREATE TABLE automation.node (
        node_id bigint GENERATED ALWAYS AS IDENTITY,
        epoch bigint NOT NULL DEFAULT (nextval('"automation".epoch')),
        joined_at timestamp with time zone NOT NULL,
        left_at timestamp with time zone,
        CONSTRAINT node_pkey PRIMARY KEY (node_id)
    );
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261120000000_FirstTables') THEN
    CREATE TABLE automation.node_lease (
        node_id bigint NOT NULL,
        until timestamp with time zone NOT NULL,
        held_since timestamp with time zone NOT NULL,
        CONSTRAINT node_lease_pkey PRIMARY KEY (node_id)
    );
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261120000000_FirstTables') THEN
    CREATE TABLE automation.rule (
        scope text COLLATE "C" NOT NULL,
        name text COLLATE "C" NOT NULL,
        version bigint NOT NULL,
        enabled boolean NOT NULL,
        deleted boolean NOT NULL,
        CONSTRAINT rule_pkey PRIMARY KEY (scope, name)
    );
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261120000000_FirstTables') THEN
    CREATE TABLE automation.rule_version (
        scope text COLLATE "C" NOT NULL,
        name text COLLATE "C" NOT NULL,
        version bigint NOT NULL,
        hash text COLLATE "C" NOT NULL,
        author text,
        saved_at timestamp with time zone NOT NULL,
        json text NOT NULL,
        CONSTRAINT rule_version_pkey PRIMARY KEY (scope, name, version)
    );
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261120000000_FirstTables') THEN
    CREATE TABLE automation.run (
        run_id uuid NOT NULL,
        position bigint NOT NULL,
        scope text COLLATE "C" NOT NULL,
        rule text COLLATE "C" NOT NULL,
        rule_hash text COLLATE "C" NOT NULL,
        subject text COLLATE "C",
        trigger_kind smallint NOT NULL,
        trigger_id text COLLATE "C" NOT NULL,
        event_id uuid,
        at timestamp with time zone NOT NULL,
        next bytea,
        input bytea,
        CONSTRAINT run_pkey PRIMARY KEY (run_id)
    );
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261120000000_FirstTables') THEN
    CREATE TABLE automation.scope (
        scope text COLLATE "C" NOT NULL,
        version bigint NOT NULL,
        CONSTRAINT scope_pkey PRIMARY KEY (scope)
    );
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261120000000_FirstTables') THEN
    CREATE TABLE automation.signal (
        run_id uuid NOT NULL,
        path text COLLATE "C" NOT NULL,
        kind smallint NOT NULL,
        nonce text COLLATE "C" NOT NULL,
        position bigint NOT NULL DEFAULT (nextval('"automation".position')),
        at timestamp with time zone NOT NULL,
        body bytea,
        CONSTRAINT signal_pkey PRIMARY KEY (run_id, path, kind, nonce)
    )
    WITH (autovacuum_vacuum_scale_factor=0.02, autovacuum_vacuum_threshold=1000);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261120000000_FirstTables') THEN
    CREATE TABLE automation.store_version (
        id integer NOT NULL,
        version integer NOT NULL,
        readable_from integer NOT NULL,
        CONSTRAINT store_version_pkey PRIMARY KEY (id)
    );
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261120000000_FirstTables') THEN
    CREATE TABLE automation.wait (
        run_id uuid NOT NULL,
        path text COLLATE "C" NOT NULL,
        scope text COLLATE "C" NOT NULL,
        type text COLLATE "C" NOT NULL,
        subject text COLLATE "C" NOT NULL,
        CONSTRAINT wait_pkey PRIMARY KEY (run_id, path)
    )
    WITH (autovacuum_vacuum_scale_factor=0.02, autovacuum_vacuum_threshold=1000);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261120000000_FirstTables') THEN
    INSERT INTO automation.store_version (id, readable_from, version)
    VALUES (1, 1, 1);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261120000000_FirstTables') THEN
    CREATE INDEX dedupe_by_age ON automation.dedupe USING brin (at);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261120000000_FirstTables') THEN
    CREATE INDEX entry_end ON automation.entry (scope, run_status, run_id) WHERE run_status is not null;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261120000000_FirstTables') THEN
    CREATE INDEX entry_end_by_rule ON automation.entry (scope, rule, run_status, run_id) WHERE run_status is not null;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261120000000_FirstTables') THEN
    CREATE INDEX event_by_subject ON automation.event (scope, subject, type, position) WHERE subject is not null;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261120000000_FirstTables') THEN
    CREATE INDEX event_by_type ON automation.event (scope, type, event_id);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261120000000_FirstTables') THEN
    CREATE INDEX intake_by_position ON automation.intake (position);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261120000000_FirstTables') THEN
    CREATE INDEX live_blocked ON automation.live (scope, rule, run_id) WHERE state = 8;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261120000000_FirstTables') THEN
    CREATE INDEX live_permits ON automation.live (scope, rule) WHERE permit;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261120000000_FirstTables') THEN
    CREATE INDEX live_by_scope ON automation.live (scope, run_id) WHERE state <> 2;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261120000000_FirstTables') THEN
    CREATE INDEX live_due ON automation.live (due_at) WHERE state = 3;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261120000000_FirstTables') THEN
    CREATE INDEX live_owned ON automation.live (owner) WHERE state = 2;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261120000000_FirstTables') THEN
    CREATE INDEX live_probation ON automation.live (rescues, scope, run_id) WHERE state = 5;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261120000000_FirstTables') THEN
    CREATE INDEX live_ready ON automation.live (queue, scope, run_id) WHERE state = 1;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261120000000_FirstTables') THEN
    CREATE INDEX rule_version_by_hash ON automation.rule_version (scope, name, hash, version);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261120000000_FirstTables') THEN
    CREATE INDEX run_by_rule ON automation.run (scope, rule, run_id);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261120000000_FirstTables') THEN
    CREATE INDEX run_by_scope ON automation.run (scope, run_id);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261120000000_FirstTables') THEN
    CREATE INDEX run_by_subject ON automation.run (scope, subject, run_id) WHERE subject is not null;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261120000000_FirstTables') THEN
    CREATE INDEX wait_by_topic ON automation.wait (scope, type, subject);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261120000000_FirstTables') THEN
    INSERT INTO automation.migration ("MigrationId", "ProductVersion")
    VALUES ('20261120000000_FirstTables', '10.0.14');
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261121000000_Schedules') THEN
    CREATE TABLE automation.schedule (
        scope text COLLATE "C" NOT NULL,
        rule text COLLATE "C" NOT NULL,
        trigger_id text COLLATE "C" NOT NULL,
        shared boolean NOT NULL,
        spec text NOT NULL,
        next_due timestamp with time zone,
        last_due timestamp with time zone,
        last_run uuid,
        CONSTRAINT schedule_pkey PRIMARY KEY (scope, rule, trigger_id)
    );
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261121000000_Schedules') THEN
    UPDATE automation.store_version SET version = 2
    WHERE id = 1;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261121000000_Schedules') THEN
    CREATE INDEX schedule_due ON automation.schedule (next_due, scope, rule, trigger_id) WHERE next_due is not null;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261121000000_Schedules') THEN
    INSERT INTO automation.migration ("MigrationId", "ProductVersion")
    VALUES ('20261121000000_Schedules', '10.0.14');
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261121020000_NeedsAndSince') THEN
    ALTER TABLE automation.live ADD need text COLLATE "C";
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261121020000_NeedsAndSince') THEN
    ALTER TABLE automation.live ADD since timestamp with time zone;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261121020000_NeedsAndSince') THEN
    CREATE INDEX live_needs ON automation.live (need, run_id) WHERE state = 6 and need is not null;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261121020000_NeedsAndSince') THEN
    UPDATE automation.store_version SET version = 3
    WHERE id = 1;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261121020000_NeedsAndSince') THEN
    INSERT INTO automation.migration ("MigrationId", "ProductVersion")
    VALUES ('20261121020000_NeedsAndSince', '10.0.14');
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261130000000_Guards') THEN
    CREATE TABLE automation.rule_setting (
        scope text COLLATE "C" NOT NULL,
        rule text COLLATE "C" NOT NULL,
        revision integer NOT NULL,
        body text NOT NULL,
        author text,
        saved_at timestamp with time zone NOT NULL,
        CONSTRAINT rule_setting_pkey PRIMARY KEY (scope, rule)
    );
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261130000000_Guards') THEN
    CREATE TABLE automation.subject_override (
        scope text COLLATE "C" NOT NULL,
        subject text COLLATE "C" NOT NULL,
        reason text,
        author text,
        at timestamp with time zone NOT NULL,
        CONSTRAINT subject_override_pkey PRIMARY KEY (scope, subject)
    );
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261130000000_Guards') THEN
    CREATE TABLE automation.debounce (
        scope text COLLATE "C" NOT NULL,
        rule text COLLATE "C" NOT NULL,
        key text COLLATE "C" NOT NULL,
        run_id uuid NOT NULL,
        rule_hash text COLLATE "C" NOT NULL,
        trigger_id text COLLATE "C" NOT NULL,
        first_event uuid NOT NULL,
        event_id uuid NOT NULL,
        first_at timestamp with time zone NOT NULL,
        until timestamp with time zone NOT NULL,
        due_at timestamp with time zone NOT NULL,
        events integer NOT NULL,
        CONSTRAINT debounce_pkey PRIMARY KEY (scope, rule, key)
    );
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261130000000_Guards') THEN
    CREATE INDEX debounce_due ON automation.debounce (due_at, scope, rule, key);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261130000000_Guards') THEN
    CREATE TABLE automation.breaker (
        scope text COLLATE "C" NOT NULL,
        rule text COLLATE "C" NOT NULL,
        state smallint NOT NULL,
        failures integer NOT NULL,
        opened_at timestamp with time zone,
        until timestamp with time zone,
        reason text,
        CONSTRAINT breaker_pkey PRIMARY KEY (scope, rule)
    );
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261130000000_Guards') THEN
    CREATE TABLE automation.root_run (
        root uuid NOT NULL,
        runs integer NOT NULL,
        at timestamp with time zone NOT NULL,
        CONSTRAINT root_run_pkey PRIMARY KEY (root)
    );
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261130000000_Guards') THEN
    CREATE INDEX root_run_by_age ON automation.root_run (at);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261130000000_Guards') THEN
    CREATE TABLE automation.budget (
        scope text COLLATE "C" NOT NULL,
        rule text COLLATE "C" NOT NULL,
        period text COLLATE "C" NOT NULL,
        spent bigint NOT NULL,
        reserved bigint NOT NULL,
        until timestamp with time zone NOT NULL,
        CONSTRAINT budget_pkey PRIMARY KEY (scope, rule, period)
    );
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261130000000_Guards') THEN
    CREATE INDEX budget_by_end ON automation.budget (until);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261130000000_Guards') THEN
    CREATE TABLE automation.suggestion (
        scope text COLLATE "C" NOT NULL,
        suggestion_id uuid NOT NULL,
        key text COLLATE "C" NOT NULL,
        title text NOT NULL,
        description text,
        json text NOT NULL,
        revision integer NOT NULL,
        score double precision NOT NULL,
        author text,
        state smallint NOT NULL,
        created_at timestamp with time zone NOT NULL,
        proposed_at timestamp with time zone NOT NULL,
        closed_at timestamp with time zone,
        closed_by text,
        reason text,
        rule text COLLATE "C",
        rule_version integer,
        CONSTRAINT suggestion_pkey PRIMARY KEY (scope, suggestion_id)
    );
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261130000000_Guards') THEN
    CREATE UNIQUE INDEX suggestion_by_key ON automation.suggestion (scope, key);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261130000000_Guards') THEN
    CREATE INDEX suggestion_by_score ON automation.suggestion (scope, state, score DESC, suggestion_id);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261130000000_Guards') THEN
    CREATE INDEX suggestion_by_close ON automation.suggestion (scope, closed_at) WHERE closed_at is not null;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261130000000_Guards') THEN
    CREATE TABLE automation.webhook (
        id text COLLATE "C" NOT NULL,
        scope text COLLATE "C" NOT NULL,
        rule text COLLATE "C" NOT NULL,
        trigger_id text COLLATE "C" NOT NULL,
        revision integer NOT NULL,
        body text NOT NULL,
        CONSTRAINT webhook_pkey PRIMARY KEY (id)
    );
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261130000000_Guards') THEN
    CREATE UNIQUE INDEX webhook_by_trigger ON automation.webhook (scope, rule, trigger_id);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261130000000_Guards') THEN
    CREATE INDEX webhook_by_rule ON automation.webhook (rule);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261130000000_Guards') THEN
    ALTER TABLE automation.live ADD overlap text COLLATE "C";
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261130000000_Guards') THEN
    ALTER TABLE automation.live ADD cost bigint;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261130000000_Guards') THEN
    ALTER TABLE automation.live ADD rule_period text COLLATE "C";
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261130000000_Guards') THEN
    ALTER TABLE automation.live ADD scope_period text COLLATE "C";
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261130000000_Guards') THEN
    ALTER TABLE automation.run ADD rerun_of uuid;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261130000000_Guards') THEN
    ALTER TABLE automation.run ADD time_zone text;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261130000000_Guards') THEN
    CREATE INDEX run_rerun ON automation.run (event_id) WHERE rerun_of is not null;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261130000000_Guards') THEN
    ALTER TABLE automation.schedule ADD cursor text;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261130000000_Guards') THEN
    ALTER TABLE automation.schedule ADD setting integer NOT NULL DEFAULT (0);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261130000000_Guards') THEN
    CREATE INDEX schedule_shared ON automation.schedule (rule) WHERE shared;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261130000000_Guards') THEN
    CREATE INDEX rule_by_name ON automation.rule (name) WHERE not deleted;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261130000000_Guards') THEN
    CREATE INDEX live_overlap ON automation.live (scope, rule, overlap, run_id) WHERE overlap is not null;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261130000000_Guards') THEN
    ALTER TABLE automation.event ADD notable integer NOT NULL DEFAULT (-1);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261130000000_Guards') THEN
    CREATE TABLE automation.event_subject (
        event_id uuid NOT NULL,
        scope text COLLATE "C" NOT NULL,
        subject text COLLATE "C" NOT NULL,
        CONSTRAINT event_subject_pkey PRIMARY KEY (event_id, scope, subject)
    );
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261130000000_Guards') THEN
    CREATE INDEX event_by_other_subject ON automation.event_subject (scope, subject, event_id);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261130000000_Guards') THEN
    CREATE INDEX event_notable ON automation.event (scope, event_id) WHERE notable <> 0;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261130000000_Guards') THEN
    UPDATE automation.store_version SET version = 4
    WHERE id = 1;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM automation.migration WHERE "MigrationId" = '20261130000000_Guards') THEN
    INSERT INTO automation.migration ("MigrationId", "ProductVersion")
    VALUES ('20261130000000_Guards', '10.0.14');
    END IF;
END $EF$;

COMMIT;
